-- Purpose: tables and foreign tables with their columns. Partitions are made alone and attached; children are made by INHERITS where that gives their
-- columns in the order that they have.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables with a partition key or generated columns. Privileges: none.
SELECT r.kind, r.name, r.words,
       ARRAY[m.head || COALESCE(NULLIF(format(E' (\n%s\n)', c.whole), E' (\n\n)'), m.empty) || m.tail] || m.settings || COALESCE(c.settings, '{}'),
       NULL::text, false,
       jsonb_strip_nulls(jsonb_build_object(
           'standIn', CASE WHEN c.defaults IS NOT NULL
                           THEN jsonb_build_array(m.head || COALESCE(NULLIF(format(E' (\n%s\n)', c.bare), E' (\n\n)'), m.empty) || m.tail) END,
           'complete', CASE WHEN c.defaults IS NOT NULL THEN to_jsonb('ALTER TABLE ONLY ' || r.name || ' ' || c.defaults || m.settings || COALESCE(c.settings, '{}')) END,
           'updates', to_jsonb(NULLIF(array_remove(ARRAY[
               CASE WHEN NOT h.is_natural AND NOT r.relispartition AND c.inherited IS NOT NULL
                    THEN format('UPDATE pg_catalog.pg_attribute SET attislocal = false WHERE attrelid = %L::pg_catalog.regclass AND attname = ANY (%L)', r.name, c.inherited) END,
               CASE WHEN h.is_pending THEN format('UPDATE pg_catalog.pg_inherits SET inhdetachpending = true WHERE inhrelid = %L::pg_catalog.regclass', r.name) END], NULL), '{}')))),
       r.relowner, 'pg_class'::regclass::oid, r.oid, 0, r.relacl, 'r'
  FROM relation r
  LEFT JOIN heir h ON h.oid = r.oid
  LEFT JOIN pg_am a ON a.oid = r.relam AND a.amname <> 'heap'
  LEFT JOIN pg_tablespace p ON p.oid = r.reltablespace
  LEFT JOIN pg_class t ON t.oid = r.reltoastrelid AND t.reloptions IS NOT NULL
  LEFT JOIN pg_foreign_table f ON f.ftrelid = r.oid
  LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
  LEFT JOIN (
    SELECT c.attrelid,
           string_agg(concat_ws(' ', '    ' || c.name, CASE WHEN r.reloftype = 0 THEN c.type_text ELSE 'WITH OPTIONS' END, c.default_clause, c.generated_text, c.not_null_text), E',\n' ORDER BY c.attnum)
               FILTER (WHERE c.is_told AND (r.reloftype = 0 OR COALESCE(c.default_clause, c.generated_text, c.not_null_text) IS NOT NULL)) AS whole,
           string_agg(concat_ws(' ', '    ' || c.name, CASE WHEN r.reloftype = 0 THEN c.type_text ELSE 'WITH OPTIONS' END, c.generated_text, c.not_null_text), E',\n' ORDER BY c.attnum)
               FILTER (WHERE c.is_told AND (r.reloftype = 0 OR COALESCE(c.generated_text, c.not_null_text) IS NOT NULL)) AS bare,
           string_agg('ALTER COLUMN ' || c.name || ' SET ' || c.default_clause, ', ' ORDER BY c.attnum) FILTER (WHERE c.default_clause IS NOT NULL AND c.is_told) AS defaults,
           array_agg(c.attname) FILTER (WHERE NOT c.attislocal) AS inherited,
           array_remove(array_agg('ALTER TABLE ONLY ' || r.name || ' ' || s.text ORDER BY c.attnum) FILTER (WHERE s.text IS NOT NULL)
               || array_agg(c.unproven_not_null ORDER BY c.attnum) FILTER (WHERE c.unproven_not_null IS NOT NULL)
               || string_to_array(string_agg(array_to_string(c.sequence_settings, ';'), ';'), ';'), NULL) AS settings
      FROM attribute c
      JOIN relation r ON r.oid = c.attrelid
     -- What a child has of its parents it may have otherwise.
     CROSS JOIN LATERAL (SELECT string_agg('ALTER COLUMN ' || c.name || ' ' || x.text, ', ')
                           FROM unnest(c.settings || CASE WHEN NOT c.is_told THEN array_remove(ARRAY[
                                    CASE WHEN c.attgenerated = '' AND c.default_text <> COALESCE(c.parent_default, '') THEN 'SET DEFAULT ' || c.default_text END,
                                    CASE WHEN c.default_text IS NULL AND c.parent_default IS NOT NULL THEN 'DROP DEFAULT' END,
                                    CASE WHEN c.attnotnull AND NOT c.parent_not_null THEN 'SET NOT NULL' END,
                                    CASE WHEN NOT c.attnotnull AND c.parent_not_null THEN 'DROP NOT NULL' END], NULL) ELSE '{}' END) x (text)) s (text)
     WHERE r.is_table
     GROUP BY c.attrelid) c ON c.attrelid = r.oid
 CROSS JOIN LATERAL (
    SELECT 'CREATE ' || CASE WHEN r.relpersistence = 'u' THEN 'UNLOGGED ' ELSE '' END || r.words || COALESCE(' OF ' || format_type(NULLIF(r.reloftype, 0), NULL), '') AS head,
           CASE WHEN r.reloftype = 0 THEN ' ()' ELSE '' END AS empty,
           concat(CASE WHEN NOT r.relispartition AND h.is_natural THEN E'\nINHERITS (' || h.parent_names || ')' END,
                  CASE r.relkind WHEN 'p' THEN E'\nPARTITION BY ' || pg_get_partkeydef(r.oid) END,
                  E'\nSERVER ' || quote_ident(s.srvname),
                  E'\nOPTIONS (' || (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table(f.ftoptions) o) || ')',
                  E'\nUSING ' || quote_ident(a.amname),
                  E'\nWITH (' || (SELECT string_agg(o.prefix || quote_ident(o.option_name) || ' = ' || quote_literal(o.option_value), ', ')
                                    FROM (SELECT '' AS prefix, x.* FROM pg_options_to_table(r.reloptions) x UNION ALL SELECT 'toast.', x.* FROM pg_options_to_table(t.reloptions) x) o) || ')') AS tail,
           array_remove(ARRAY[
               CASE WHEN r.relispartition THEN 'ALTER TABLE ONLY ' || h.parent_names || ' ATTACH PARTITION ' || r.name || ' ' || pg_get_expr(r.relpartbound, r.oid) END] ||
               CASE WHEN NOT r.relispartition AND NOT h.is_natural THEN (SELECT array_agg('ALTER TABLE ' || r.name || ' INHERIT ' || x.oid::regclass ORDER BY x.place) FROM unnest(h.parents) WITH ORDINALITY x (oid, place)) END ||
               ARRAY[
               'ALTER TABLE ' || r.name || ' SET TABLESPACE ' || quote_ident(p.spcname),
               CASE WHEN r.relrowsecurity THEN 'ALTER TABLE ' || r.name || ' ENABLE ROW LEVEL SECURITY' END,
               CASE WHEN r.relforcerowsecurity THEN 'ALTER TABLE ' || r.name || ' FORCE ROW LEVEL SECURITY' END,
               CASE WHEN r.relkind <> 'f' THEN CASE r.relreplident WHEN 'f' THEN 'ALTER TABLE ONLY ' || r.name || ' REPLICA IDENTITY FULL'
                                                                   WHEN 'n' THEN 'ALTER TABLE ONLY ' || r.name || ' REPLICA IDENTITY NOTHING' END END], NULL) AS settings) m
 WHERE r.is_table
UNION ALL
SELECT 'column', c.relation_name || '.' || c.name, 'COLUMN ' || c.relation_name || '.' || c.name,
       CASE WHEN c.is_table THEN
                ARRAY[concat_ws(' ', 'ALTER TABLE ' || c.relation_name || ' ADD COLUMN ' || c.name, c.type_text, c.default_clause, c.generated_text, c.not_null_text)]
                || s.texts || array_remove(ARRAY[c.unproven_not_null], NULL) || COALESCE(c.sequence_settings, '{}')
            ELSE CASE WHEN c.default_text IS NOT NULL THEN ARRAY['ALTER TABLE ' || c.relation_name || ' ALTER COLUMN ' || c.name || ' SET DEFAULT ' || c.default_text] ELSE '{}' END || s.texts END,
       CASE WHEN c.is_table THEN 'ALTER TABLE ' || c.relation_name || ' DROP COLUMN ' || c.name
            WHEN c.default_text IS NOT NULL THEN 'ALTER TABLE ' || c.relation_name || ' ALTER COLUMN ' || c.name || ' DROP DEFAULT' END,
       false, CASE WHEN c.is_table THEN jsonb_build_object('madeBy', c.relation_key) ELSE jsonb_build_object('dependsOn', jsonb_build_array(c.relation_key)) END,
       c.relowner, 'pg_class'::regclass::oid, c.attrelid, c.attnum::int, c.attacl, 'c'
  FROM attribute c
 CROSS JOIN LATERAL (SELECT COALESCE(array_agg('ALTER TABLE ONLY ' || c.relation_name || ' ALTER COLUMN ' || c.name || ' ' || x), '{}') FROM unnest(c.settings) x) s (texts)
UNION ALL
SELECT 'column', r.name || '.' || quote_ident(a.attname), 'COLUMN ' || r.name || '.' || quote_ident(a.attname), '{}', '', false, NULL, r.relowner,
       'pg_class'::regclass::oid, r.oid, a.attnum::int, NULL, NULL
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE r.relkind = 'c'

-- Purpose: everything that users made in a database as the statements that make it and take it away, an object a row: what it is and its name as the
-- fingerprint tells it, the words by which statements name it, what makes it (an array of statements), what takes it away (NULL: DROP), when it is made,
-- further facts, owner, comment, security labels, privileges and what they would be by default, and by which address dependencies know it.
-- The parts of sql/schema/ follow as `parts`, each a SELECT of the columns of `object`; they use the tables that this one begins with.
-- The transaction's search_path is pg_catalog alone: names need no schema here, and what is printed gets one.
-- Parameters: without_schemas, without_relations, public_default, parts.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what is printed. Privileges: none.
WITH namespace AS MATERIALIZED (
    SELECT n.oid, n.nspname, quote_ident(n.nspname) AS name, n.nspowner, n.nspacl
      FROM pg_namespace n
     WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname <> ALL (:'without_schemas'::text[])
), member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_depend d WHERE d.deptype = 'e'
), relation AS MATERIALIZED (
    SELECT c.*, k.kind || ' ' || c.name AS key, k.kind, upper(k.kind) || ' ' || c.name AS words, c.relkind IN ('r', 'p', 'f') AS is_table
      FROM (SELECT c.oid, c.relname, c.relkind, c.relnamespace, c.relowner, c.relacl, c.relpersistence, c.reloftype, c.relispartition, c.relpartbound, c.relam,
                   c.reltablespace, c.reloptions, c.reltoastrelid, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispopulated,
                   n.name || '.' || quote_ident(c.relname) AS name
              FROM pg_class c
              JOIN namespace n ON n.oid = c.relnamespace
             WHERE n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
               AND NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)) c
      JOIN (VALUES ('r'::text, 'table'), ('p', 'table'), ('f', 'foreign table'), ('v', 'view'), ('m', 'materialized view'), ('S', 'sequence'), ('c', 'type')) k (code, kind)
           ON k.code = c.relkind::text
), heir AS MATERIALIZED (
    -- The columns that a child has of its parents come first where CREATE TABLE ... INHERITS makes them; later changes leave another order.
    SELECT h.inhrelid AS oid, h.parents, h.parent_names, h.is_pending,
           COALESCE((SELECT array_agg(x.attnum ORDER BY x.attnum) = array_agg(x.attnum ORDER BY x.seq NULLS LAST, x.attnum)
                       FROM (SELECT a.attnum, (SELECT min(p.inhseqno * 10000 + b.attnum) FROM pg_inherits p JOIN pg_attribute b ON b.attrelid = p.inhparent AND b.attname = a.attname
                                                WHERE p.inhrelid = h.inhrelid AND b.attnum > 0 AND NOT b.attisdropped) AS seq
                               FROM pg_attribute a WHERE a.attrelid = h.inhrelid AND a.attnum > 0 AND NOT a.attisdropped) x), true) AS is_natural
      FROM (SELECT h.inhrelid, array_agg(h.inhparent ORDER BY h.inhseqno) AS parents, string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) AS parent_names,
                   bool_or(h.inhdetachpending) AS is_pending
              FROM pg_inherits h JOIN relation r ON r.oid = h.inhrelid GROUP BY h.inhrelid) h
), counter AS MATERIALIZED (
    SELECT s.seqrelid AS oid, r.name, r.relname, r.relnamespace, r.relpersistence, s.seqtypid, d.deptype, d.refobjid AS owner_oid, d.refobjsubid AS owner_part,
           concat_ws(' ',
               CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN 'START WITH ' || s.seqstart END,
               CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT BY ' || s.seqincrement END,
               CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE t.lowest END THEN 'MINVALUE ' || s.seqmin END,
               CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN t.highest ELSE -1 END THEN 'MAXVALUE ' || s.seqmax END,
               CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,
               CASE WHEN s.seqcycle THEN 'CYCLE' END) AS options
      FROM pg_sequence s
      JOIN relation r ON r.oid = s.seqrelid
      JOIN (VALUES ('int2'::regtype::oid, -32768::int8, 32767::int8), ('int4'::regtype::oid, -2147483648, 2147483647),
                   ('int8'::regtype::oid, -9223372036854775808, 9223372036854775807)) t (oid, lowest, highest) ON t.oid = s.seqtypid
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
), attribute AS MATERIALIZED (
    SELECT a.attrelid, a.attnum, a.attname, quote_ident(a.attname) AS name, a.attacl, r.key AS relation_key, r.name AS relation_name, r.relkind, r.relowner, r.is_table,
           a.attislocal OR r.relispartition OR NOT COALESCE(h.is_natural, true) AS is_told, a.attislocal,
           a.attnotnull, x.text AS default_text, a.attgenerated,
           -- A column that is told again would get the default of the parent's.
           CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' || COALESCE(x.text, CASE WHEN i.default_text IS NOT NULL THEN 'NULL' END) END AS default_clause,
           concat_ws(' ', format_type(a.atttypid, a.atttypmod),
               CASE a.attcompression WHEN 'p' THEN 'COMPRESSION pglz' WHEN 'l' THEN 'COMPRESSION lz4' END,
               CASE WHEN a.attfdwoptions IS NOT NULL
                    THEN (SELECT 'OPTIONS (' || string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ') || ')' FROM pg_options_to_table(a.attfdwoptions) o) END,
               CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END) AS type_text,
           CASE WHEN a.attgenerated <> '' THEN 'GENERATED ALWAYS AS (' || x.text || CASE a.attgenerated WHEN 's' THEN ') STORED' ELSE ') VIRTUAL' END
                WHEN a.attidentity <> '' AND NOT (r.relispartition AND s.oid IS NULL)
                THEN 'GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY'
                     || COALESCE(' (' || NULLIF(concat_ws(' ',
                            CASE WHEN s.relname <> concat_ws('_', r.relname, a.attname, 'seq') OR s.relnamespace <> r.relnamespace THEN 'SEQUENCE NAME ' || s.name END,
                            NULLIF(s.options, '')), '') || ')', '') END AS generated_text,
           CASE WHEN a.attnotnull AND COALESCE(m.convalidated, true)
                THEN CASE WHEN m.conname <> concat_ws('_', r.relname, a.attname, 'not_null') THEN 'CONSTRAINT ' || quote_ident(m.conname) || ' ' ELSE '' END
                     || 'NOT NULL' || CASE WHEN m.connoinherit AND r.relkind <> 'p' THEN ' NO INHERIT' ELSE '' END END AS not_null_text,
           array_remove(ARRAY[
               CASE WHEN a.attstorage <> t.typstorage
                    THEN 'SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' WHEN 'm' THEN 'MAIN' END END,
               'SET STATISTICS ' || NULLIF(a.attstattarget, -1),
               'SET (' || (SELECT string_agg(quote_ident(o.option_name) || ' = ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table(a.attoptions) o) || ')'
           ], NULL) AS settings,
           CASE WHEN a.attnotnull AND NOT m.convalidated
                THEN 'ALTER TABLE ' || r.name || ' ADD CONSTRAINT ' || quote_ident(m.conname) || ' NOT NULL ' || quote_ident(a.attname) || CASE WHEN m.connoinherit THEN ' NO INHERIT' ELSE '' END || ' NOT VALID' END
               AS unproven_not_null,
           CASE WHEN s.oid IS NOT NULL THEN
               array_remove(ARRAY[CASE WHEN s.seqtypid <> a.atttypid THEN 'ALTER SEQUENCE ' || s.name || ' AS ' || format_type(s.seqtypid, NULL) END,
                                  CASE WHEN s.relpersistence <> r.relpersistence THEN 'ALTER SEQUENCE ' || s.name || CASE s.relpersistence WHEN 'u' THEN ' SET UNLOGGED' ELSE ' SET LOGGED' END END], NULL) END AS sequence_settings,
           COALESCE(i.not_null, false) AS parent_not_null, i.default_text AS parent_default
      FROM relation r
      JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN heir h ON h.oid = r.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN LATERAL (SELECT pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END)) x (text) ON d.oid IS NOT NULL
      LEFT JOIN pg_constraint m ON m.contype = 'n' AND m.conrelid = a.attrelid AND m.conkey[1] = a.attnum AND a.attnotnull
      LEFT JOIN counter s ON s.deptype = 'i' AND s.owner_oid = a.attrelid AND s.owner_part = a.attnum
      LEFT JOIN LATERAL (SELECT bool_or(b.attnotnull) AS not_null, min(pg_get_expr(e.adbin, 0)) AS default_text
                           FROM unnest(h.parents) p (oid) JOIN pg_attribute b ON b.attrelid = p.oid AND b.attname = a.attname AND b.attnum > 0 AND b.attgenerated = ''
                           LEFT JOIN pg_attrdef e ON e.adrelid = b.attrelid AND e.adnum = b.attnum) i ON h.is_natural AND NOT r.relispartition
     WHERE r.relkind NOT IN ('S', 'c')
), family_operator AS MATERIALIZED (
    SELECT m.amopfamily, d.refclassid AS holder_class, d.refobjid AS holder, m.amopstrategy,
           'OPERATOR ' || m.amopstrategy || ' ' || quote_ident(s.nspname) || '.' || o.oprname || format('(%s, %s)', format_type(m.amoplefttype, NULL), format_type(m.amoprighttype, NULL))
               || COALESCE(' FOR ORDER BY ' || (SELECT quote_ident(n.nspname) || '.' || quote_ident(f.opfname) FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace WHERE f.oid = m.amopsortfamily), '') AS text
      FROM pg_amop m
      JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
      JOIN pg_operator o ON o.oid = m.amopopr
      JOIN pg_namespace s ON s.oid = o.oprnamespace
), family_function AS MATERIALIZED (
    SELECT m.amprocfamily, d.refclassid AS holder_class, d.refobjid AS holder, m.amprocnum,
           'FUNCTION ' || m.amprocnum || format(' (%s, %s) ', format_type(m.amproclefttype, NULL), format_type(m.amprocrighttype, NULL)) || m.amproc::oid::regprocedure AS text
      FROM pg_amproc m
      JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
), object (kind, name, words, create_statements, drop_statement, is_late, more, owner, class, oid, part, acl, acl_kind) AS (
    SELECT NULL::text, NULL::text, NULL::text, NULL::text[], NULL::text, false, NULL::jsonb, NULL::oid, NULL::oid, NULL::oid, 0, NULL::aclitem[], NULL::text WHERE false
    :parts
)
SELECT o.kind, o.name, o.words, array_to_json(o.create_statements), o.drop_statement, o.is_late, o.more,
       CASE WHEN o.owner IS NOT NULL THEN pg_get_userbyid(o.owner) END AS owner,
       d.description AS comment, l.labels,
       CASE WHEN o.acl IS NOT NULL OR i.initprivs IS NOT NULL OR s.is_public THEN array_to_string(COALESCE(o.acl, acldefault(CAST(o.acl_kind AS "char"), o.owner)), E'\n') END AS acl,
       CASE WHEN s.is_public THEN format('%I=UC/%1$I', pg_get_userbyid(o.owner)) || E'\n' || format('=%s/%I', :'public_default', pg_get_userbyid(o.owner))
            WHEN i.initprivs IS NOT NULL THEN array_to_string(i.initprivs, E'\n')
            WHEN o.acl IS NOT NULL THEN array_to_string(acldefault(CAST(o.acl_kind AS "char"), o.owner), E'\n') END AS default_acl,
       o.class, o.oid, o.part
  FROM object o
 CROSS JOIN LATERAL (SELECT o.class = 'pg_namespace'::regclass AND o.name = 'public') s (is_public)
  LEFT JOIN pg_description d ON d.classoid = o.class AND d.objoid = o.oid AND d.objsubid = o.part AND o.create_statements IS NOT NULL
  LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part
  LEFT JOIN (SELECT s.classoid, s.objoid, s.objsubid, json_agg(json_build_array(s.provider, s.label) ORDER BY s.provider) AS labels
               FROM pg_seclabel s GROUP BY 1, 2, 3) l
         ON l.classoid = o.class AND l.objoid = o.oid AND l.objsubid = o.part

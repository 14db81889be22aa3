-- Purpose: constraints of tables and domains, and what belongs to the indexes of theirs. Those that a child has of its parent alone are made with these.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables with CHECK constraints. Privileges: none.
SELECT 'constraint', quote_ident(o.conname) || ' on ' || COALESCE(r.name, m.domain), m.words,
       CASE WHEN o.contype = 'n' THEN '{}' ELSE
       ARRAY['ALTER ' || CASE WHEN r.oid IS NULL THEN 'DOMAIN ' || m.domain ELSE 'TABLE ' || CASE WHEN r.relkind = 'p' AND i.indexrelid IS NOT NULL THEN 'ONLY ' ELSE '' END || r.name END
             || ' ADD CONSTRAINT ' || quote_ident(o.conname) || ' ' || pg_get_constraintdef(o.oid)]
       || array_remove(ARRAY[
           'ALTER INDEX ' || m.index || ' SET (' || (SELECT string_agg(quote_ident(y.option_name) || ' = ' || quote_literal(y.option_value), ', ') FROM pg_options_to_table(x.reloptions) y) || ')',
           'ALTER INDEX ' || m.index || ' SET TABLESPACE ' || quote_ident(s.spcname),
           CASE WHEN x.relispartition THEN (SELECT 'ALTER INDEX ' || h.inhparent::regclass || ' ATTACH PARTITION ' || m.index FROM pg_inherits h WHERE h.inhrelid = x.oid) END,
           CASE WHEN i.indisclustered THEN 'ALTER TABLE ' || r.name || ' CLUSTER ON ' || quote_ident(x.relname) END,
           CASE WHEN i.indisreplident THEN 'ALTER TABLE ONLY ' || r.name || ' REPLICA IDENTITY USING INDEX ' || quote_ident(x.relname) END], NULL) END,
       CASE WHEN o.contype = 'n' THEN '' WHEN r.oid IS NULL THEN 'ALTER DOMAIN ' || m.domain || ' DROP CONSTRAINT ' || quote_ident(o.conname)
            ELSE 'ALTER TABLE ' || r.name || ' DROP CONSTRAINT ' || quote_ident(o.conname) END,
       o.contype <> 'c' OR NOT o.convalidated,
       jsonb_strip_nulls(jsonb_build_object(
           'madeBy', CASE WHEN o.contype = 'n' THEN COALESCE(r.key, 'domain ' || m.domain)
                          WHEN o.contype = 'c' AND o.coninhcount > 0 AND (NOT o.conislocal OR r.relispartition)
                          THEN (SELECT 'constraint ' || quote_ident(o.conname) || ' on ' || h.inhparent::regclass FROM pg_inherits h JOIN pg_constraint p ON p.conrelid = h.inhparent AND p.conname = o.conname AND p.contype = 'c'
                                 WHERE h.inhrelid = o.conrelid ORDER BY h.inhseqno LIMIT 1) END,
           -- A check of a parent goes to the children that are there, and joins the ones that they have.
           'dependsOn', CASE WHEN o.contype = 'c' AND NOT o.connoinherit THEN
               (WITH RECURSIVE young AS (SELECT h.inhrelid FROM pg_inherits h WHERE h.inhparent = o.conrelid UNION SELECT h.inhrelid FROM young y JOIN pg_inherits h ON h.inhparent = y.inhrelid)
                SELECT jsonb_agg(k.key) FROM young y JOIN relation q ON q.oid = y.inhrelid
                 CROSS JOIN LATERAL (SELECT q.key UNION ALL SELECT 'constraint ' || quote_ident(z.conname) || ' on ' || q.name FROM pg_constraint z WHERE z.conrelid = q.oid AND z.conname = o.conname AND z.conislocal AND NOT q.relispartition) k) END,
           'updates', CASE WHEN o.contype = 'f' THEN
               (SELECT jsonb_agg(DISTINCT format('UPDATE pg_catalog.pg_trigger SET tgenabled = %L WHERE tgconstraint = (SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid = %L::pg_catalog.regclass AND conname = %L)',
                                                 g.tgenabled, r.name, o.conname)) FROM pg_trigger g WHERE g.tgconstraint = o.oid AND g.tgisinternal AND g.tgenabled <> 'O') END)),
       NULL::oid, 'pg_constraint'::regclass::oid, o.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_constraint o
  JOIN namespace n ON n.oid = o.connamespace
  LEFT JOIN relation r ON r.oid = o.conrelid
  LEFT JOIN pg_index i ON i.indexrelid = o.conindid AND o.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class x ON x.oid = i.indexrelid
  LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
 CROSS JOIN LATERAL (SELECT format_type(NULLIF(o.contypid, 0), NULL) AS domain, n.name || '.' || quote_ident(x.relname) AS index,
                            'CONSTRAINT ' || quote_ident(o.conname) || ' ON ' || COALESCE(r.name, 'DOMAIN ' || format_type(o.contypid, NULL)) AS words) m
 WHERE o.contype <> 't' AND (o.conparentid = 0 OR o.contype <> 'f')
   AND (r.oid IS NOT NULL
        OR o.contypid <> 0 AND NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_type'::regclass AND e.objid = o.contypid))
UNION ALL
-- The index of a constraint comes with it; only what is told of it is its own.
SELECT 'index', n.name || '.' || quote_ident(x.relname), 'INDEX ' || n.name || '.' || quote_ident(x.relname), '{}', '', true,
       NULL,
       NULL, 'pg_class'::regclass::oid, x.oid, 0, NULL, NULL
  FROM pg_constraint o
  JOIN relation r ON r.oid = o.conrelid
  JOIN pg_class x ON x.oid = o.conindid
  JOIN namespace n ON n.oid = x.relnamespace
 WHERE o.contype IN ('p', 'u', 'x')

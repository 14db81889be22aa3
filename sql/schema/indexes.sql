-- Purpose: indexes that belong to no constraint; those of partitions are attached to the ones that they are parts of.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables of indexes with expressions. Privileges: none.
SELECT 'index', m.name, 'INDEX ' || m.name,
       ARRAY[pg_get_indexdef(i.indexrelid)]
       || COALESCE((SELECT array_agg('ALTER INDEX ' || m.name || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS ' || a.attstattarget ORDER BY a.attnum)
                      FROM pg_attribute a WHERE a.attrelid = x.oid AND a.attnum > 0 AND a.attstattarget >= 0), '{}')
       || array_remove(ARRAY[
           'ALTER INDEX ' || m.name || ' SET TABLESPACE ' || quote_ident(s.spcname),
           CASE WHEN x.relispartition THEN (SELECT 'ALTER INDEX ' || h.inhparent::regclass || ' ATTACH PARTITION ' || m.name FROM pg_inherits h WHERE h.inhrelid = x.oid) END,
           CASE WHEN i.indisclustered THEN 'ALTER TABLE ' || r.name || ' CLUSTER ON ' || quote_ident(x.relname) END,
           CASE WHEN i.indisreplident THEN 'ALTER TABLE ONLY ' || r.name || ' REPLICA IDENTITY USING INDEX ' || quote_ident(x.relname) END], NULL),
       NULL::text, true,
       CASE WHEN NOT i.indisvalid AND x.relkind = 'i'
            THEN jsonb_build_object('updates', jsonb_build_array(format('UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = %L::pg_catalog.regclass', m.name))) END,
       NULL::oid, 'pg_class'::regclass::oid, x.oid, 0, NULL::aclitem[], NULL::text
  FROM relation r
  JOIN pg_index i ON i.indrelid = r.oid
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN namespace n ON n.oid = x.relnamespace
  LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
 CROSS JOIN LATERAL (SELECT n.name || '.' || quote_ident(x.relname) AS name) m
 WHERE NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))

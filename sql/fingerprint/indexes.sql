-- Purpose: indexes; of those that belong to a constraint only comments. Whoever has none is left out.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables of indexes with expressions. Privileges: none.
SELECT 'index', n.name || '.' || quote_ident(x.relname), NULL::int8,
       CASE WHEN o.oid IS NULL THEN concat_ws(E'\n',
           pg_get_indexdef(i.indexrelid),
           CASE WHEN NOT i.indisvalid THEN 'invalid' END,
           CASE WHEN i.indisclustered THEN 'clustered' END,
           CASE WHEN i.indisreplident THEN 'replica identity' END,
           'tablespace ' || quote_ident(s.spcname),
           CASE WHEN x.relispartition THEN (SELECT 'partition of ' || h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = x.oid) END,
           CASE WHEN i.indexprs IS NOT NULL
                THEN (SELECT string_agg('statistics of column ' || a.attnum || ' ' || a.attstattarget, E'\n' ORDER BY a.attnum)
                        FROM pg_attribute a WHERE a.attrelid = x.oid AND a.attnum > 0 AND a.attstattarget >= 0) END) END,
       NULL, NULL::oid, 'pg_class'::regclass::oid, x.oid, 0, NULL::aclitem[], NULL::text, r.key
  FROM relation r
  JOIN pg_index i ON i.indrelid = r.oid
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN namespace n ON n.oid = x.relnamespace
  LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
  LEFT JOIN pg_constraint o ON o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x')
 WHERE o.oid IS NULL
    OR x.oid IN (SELECT d.objoid FROM pg_description d WHERE d.classoid = 'pg_class'::regclass AND d.objsubid = 0)

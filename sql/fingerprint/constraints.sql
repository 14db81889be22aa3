-- Purpose: constraints of tables and domains with the indexes that are theirs. The clones that partitions have of a foreign key are not told.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables with CHECK constraints. Privileges: none.
SELECT 'constraint', quote_ident(o.conname) || ' on ' || COALESCE(r.name, format_type(o.contypid, NULL)), NULL::int8,
       CASE WHEN o.contype <> 'n' AND (o.conparentid = 0 OR o.contype <> 'f') THEN
       concat_ws(E'\n',
           pg_get_constraintdef(o.oid),
           CASE WHEN NOT o.conislocal AND NOT r.relispartition THEN 'inherited' END,
           CASE WHEN NOT i.indisvalid THEN 'invalid' END,
           CASE WHEN i.indisclustered THEN 'clustered' END,
           CASE WHEN i.indisreplident THEN 'replica identity' END,
           CASE WHEN x.reloptions IS NOT NULL THEN (SELECT string_agg('with ' || y, E'\n' ORDER BY y COLLATE "C") FROM unnest(x.reloptions) y) END,
           'tablespace ' || quote_ident(s.spcname),
           CASE WHEN x.relispartition THEN (SELECT 'partition of ' || h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = x.oid) END,
           CASE WHEN o.contype = 'f' THEN t.firing END) END,
       NULL, NULL::oid, 'pg_constraint'::regclass::oid, o.oid, 0, NULL::aclitem[], NULL::text, COALESCE(r.key, 'domain ' || format_type(o.contypid, NULL))
  FROM pg_constraint o
  JOIN namespace n ON n.oid = o.connamespace
  LEFT JOIN relation r ON r.oid = o.conrelid
  LEFT JOIN pg_index i ON i.indexrelid = o.conindid AND o.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class x ON x.oid = i.indexrelid
  LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
  LEFT JOIN (SELECT g.tgconstraint, string_agg(DISTINCT CASE g.tgenabled WHEN 'D' THEN 'triggers disabled' WHEN 'R' THEN 'triggers on replicas' ELSE 'triggers always' END, E'\n') AS firing
               FROM pg_trigger g WHERE g.tgisinternal AND g.tgenabled <> 'O' GROUP BY g.tgconstraint) t ON t.tgconstraint = o.oid
 WHERE o.contype <> 't'
   AND (r.oid IS NOT NULL
        OR o.contypid <> 0 AND NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_type'::regclass AND e.objid = o.contypid))

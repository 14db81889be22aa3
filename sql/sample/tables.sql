-- Purpose: the tables that hold rows of users, and what the role may do with them: partitions rather than the tables that they are partitions of.
-- `root`: the topmost table of the partitions; `key`: names of the columns by which rows are distributed, at all levels (empty text: an expression).
-- Parameters: without_schemas, without_relations (`schema.name`).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT c.oid::int8, n.nspname, c.relname, COALESCE(pg_catalog.pg_partition_root(c.oid)::oid, c.oid)::int8 AS root, rn.nspname, r.relname,
       am.amname = 'heap',
       pg_catalog.has_table_privilege(c.oid, 'SELECT'),
       pg_catalog.has_any_column_privilege(c.oid, 'SELECT'),
       pg_catalog.row_security_active(c.oid),
       (SELECT COALESCE(pg_catalog.json_agg(COALESCE(a.attname, '')), '[]')
          FROM pg_catalog.pg_partition_ancestors(c.oid) x (relid)
          JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = x.relid
          CROSS JOIN pg_catalog.unnest(p.partattrs) k (attnum)
          LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attnum AND k.attnum > 0)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_am am ON am.oid = c.relam
  JOIN pg_catalog.pg_class r ON r.oid = COALESCE(pg_catalog.pg_partition_root(c.oid)::oid, c.oid)
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
 WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
   AND n.nspname <> ALL (:'without_schemas'::text[]) AND n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY n.nspname, c.relname

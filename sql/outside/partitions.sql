-- Purpose: a partitioned table with all its partitions: oid, oid of the table that it is a partition of, kind, quoted name, schema, name; from the root down, then by name.
-- Parameters: table (oid).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the tables. Privileges: none.
SELECT p.relid::pg_catalog.oid, p.parentrelid::pg_catalog.oid, c.relkind, pg_catalog.format('%I.%I', n.nspname, c.relname), n.nspname, c.relname
  FROM pg_catalog.pg_partition_tree(:table) p
  JOIN pg_catalog.pg_class c ON c.oid = p.relid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 ORDER BY p.level, n.nspname, c.relname

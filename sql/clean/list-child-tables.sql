-- Purpose: the statements that drop, deepest first, all children and partitions of the tables of a schema: one by one they need few locks,
-- while DROP TABLE of their parent needs all at once.
-- Parameters: schema (name).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
WITH RECURSIVE descendant (oid, depth) AS (
    SELECT i.inhrelid, 1
      FROM pg_catalog.pg_inherits i
      JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = :'schema' AND c.relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits up WHERE up.inhrelid = c.oid)
    UNION
    SELECT i.inhrelid, d.depth OPERATOR(pg_catalog.+) 1
      FROM descendant d
      JOIN pg_catalog.pg_inherits i ON i.inhparent = d.oid
)
SELECT pg_catalog.format('DROP %s IF EXISTS %I.%I CASCADE', CASE c.relkind WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, n.nspname, c.relname)
  FROM descendant d
  JOIN pg_catalog.pg_class c ON c.oid = d.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 GROUP BY c.oid, c.relkind, c.relname, n.nspname
 ORDER BY pg_catalog.max(d.depth) DESC, c.oid

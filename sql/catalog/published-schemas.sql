-- Purpose: schemas that are published as a whole.
-- Parameters: none.
-- PostgreSQL: 15-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT 'pg_publication_namespace' AS catalog, s.oid::int8 AS oid, p.pubname AS name, n.nspname AS schema, 0 AS "table", '{}'::int2[] AS columns,
           NULL::text AS owner, NULL::text AS definition
      FROM pg_catalog.pg_publication_namespace s
      JOIN pg_catalog.pg_publication p ON p.oid = s.pnpubid
      JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid
  ) x

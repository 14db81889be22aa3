-- Purpose: which of the named catalogs the role may not read.
-- Parameters: catalogs (text[] of names in pg_catalog).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(c.name), '[]')
  FROM pg_catalog.unnest(:'catalogs'::text[]) c (name)
 WHERE NOT pg_catalog.has_table_privilege('pg_catalog.' || c.name, 'SELECT')

-- Purpose: which column each default belongs to, for the dependencies that stand on the default.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(d.oid::int8, d.adrelid::int8, d.adnum)), '[]')
  FROM pg_catalog.pg_attrdef d
 WHERE d.oid >= 16384

-- Purpose: schemas that users made.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(s ORDER BY s.oid), '[]')
  FROM (SELECT n.oid::int8 AS oid, n.nspname AS name, pg_catalog.pg_get_userbyid(n.nspowner) AS owner
          FROM pg_catalog.pg_namespace n
         WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema') s

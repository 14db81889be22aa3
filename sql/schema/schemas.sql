-- Purpose: schemas; every database has the schema public since it was made.
-- Parameters: standard_owner.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'schema', n.name, 'SCHEMA ' || n.name,
       ARRAY['CREATE SCHEMA ' || CASE n.nspname WHEN 'public' THEN 'IF NOT EXISTS ' ELSE '' END || n.name], NULL::text, false,
       CASE WHEN n.nspname = 'public' AND n.nspowner = :standard_owner THEN '{"hasStandardOwner": true}'::jsonb END, n.nspowner,
       'pg_namespace'::regclass::oid, n.oid, 0, n.nspacl, 'n'
  FROM namespace n
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid)

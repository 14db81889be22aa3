-- Purpose: schemas; that of every new database without the owner that it has there.
-- Parameters: standard_owner.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'schema', n.name, NULL::int8, CASE WHEN n.nspname = 'public' AND n.nspowner = :standard_owner THEN 'standard owner' ELSE '' END, NULL, n.nspowner,
       'pg_namespace'::regclass::oid, n.oid, 0, n.nspacl, 'n', NULL
  FROM namespace n
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid)

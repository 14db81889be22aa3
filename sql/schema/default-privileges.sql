-- Purpose: privileges that new objects get (ALTER DEFAULT PRIVILEGES), by the words that such a statement begins with and the objects that it is about.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'default privileges',
       format('of %I on %s', pg_get_userbyid(a.defaclrole), m.objects) || COALESCE(' in schema ' || n.name, ''),
       format('ALTER DEFAULT PRIVILEGES FOR ROLE %I', pg_get_userbyid(a.defaclrole)) || COALESCE(' IN SCHEMA ' || n.name, ''),
       '{}'::text[], '', true, jsonb_build_object('objects', upper(m.objects)), a.defaclrole, 'pg_default_acl'::regclass::oid, a.oid, 0, a.defaclacl,
       CASE WHEN a.defaclnamespace <> 0 THEN 'c' WHEN a.defaclobjtype = 'S' THEN 's' ELSE a.defaclobjtype::text END
  FROM pg_default_acl a
  LEFT JOIN namespace n ON n.oid = a.defaclnamespace
 CROSS JOIN LATERAL (SELECT CASE a.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END AS objects) m
 WHERE a.defaclnamespace = 0 OR n.oid IS NOT NULL

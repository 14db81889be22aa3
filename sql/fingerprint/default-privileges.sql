-- Purpose: privileges that new objects get (ALTER DEFAULT PRIVILEGES). Those of a schema add to nothing, the others change what PostgreSQL gives.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'default privileges',
       format('of %I on %s', pg_get_userbyid(a.defaclrole), CASE a.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'
                                                                                 WHEN 'n' THEN 'schemas' ELSE 'large objects' END)
           || COALESCE(' in schema ' || n.name, ''),
       NULL::int8, NULL, NULL, a.defaclrole, 'pg_default_acl'::regclass::oid, a.oid, 0, a.defaclacl,
       CASE WHEN a.defaclnamespace <> 0 THEN 'c' WHEN a.defaclobjtype = 'S' THEN 's' ELSE a.defaclobjtype::text END, NULL
  FROM pg_default_acl a
  LEFT JOIN namespace n ON n.oid = a.defaclnamespace
 WHERE a.defaclnamespace = 0 OR n.oid IS NOT NULL

-- Purpose: what depends on what, by the addresses of objects.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
  FROM pg_depend d
 WHERE (d.objid >= 16384 OR d.classid = 'pg_namespace'::regclass) AND d.deptype <> 'x'
   AND d.objid NOT IN (SELECT t.reltoastrelid FROM pg_class t)
UNION ALL
-- The default of a column is a part of it.
SELECT 'pg_attrdef'::regclass::oid, a.oid, 0, 'pg_class'::regclass::oid, a.adrelid, a.adnum, '='
  FROM pg_attrdef a
 WHERE a.oid >= 16384

-- Purpose: what needs what among the objects that users made, as arrays: catalog, object, column, the same of what it needs, kind.
-- Schemas, languages and extensions that came with the database count as well.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(
           d.classid::int8, d.objid::int8, d.objsubid, d.refclassid::int8, d.refobjid::int8, d.refobjsubid, d.deptype)), '[]')
  FROM pg_catalog.pg_depend d
 WHERE (d.objid >= 16384 OR d.classid = 'pg_catalog.pg_language'::pg_catalog.regclass)
   AND (d.refobjid >= 16384
        OR d.refclassid IN ('pg_catalog.pg_namespace'::pg_catalog.regclass, 'pg_catalog.pg_language'::pg_catalog.regclass,
                            'pg_catalog.pg_extension'::pg_catalog.regclass))

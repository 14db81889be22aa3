-- Purpose: for each of the named schemas that exist, whether Flyway would call it empty (PostgreSQLSchema.doEmpty, 12.4):
-- no relation, type or routine of its own; members of extensions do not count, nor do partitioned, foreign and materialized relations.
-- Parameters: schemas (text[]).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT n.nspname AS schema_name,
       NOT EXISTS (
           SELECT FROM pg_catalog.pg_class c
            WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'v', 'S', 't')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                               WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
       )
       AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_type t
            WHERE t.typnamespace = n.oid AND t.typcategory NOT IN ('A', 'C')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                               WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e')
       )
       AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_proc p
            WHERE p.pronamespace = n.oid
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                               WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
       ) AS is_empty
  FROM pg_catalog.pg_namespace n
 WHERE n.nspname = ANY (:'schemas'::text[])

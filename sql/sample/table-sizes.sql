-- Purpose: how large tables are: rows as the planner estimates them (null: nobody knows) and bytes of their main part.
-- Parameters: tables (oids).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the tables, briefly. Privileges: none.
SELECT c.oid::int8, pg_catalog.pg_relation_size(c.oid),
       CASE WHEN pg_catalog.pg_relation_size(c.oid) = 0 THEN 0
            WHEN c.reltuples > 0 AND c.relpages > 0
            THEN pg_catalog.round((c.reltuples / c.relpages * pg_catalog.pg_relation_size(c.oid)
                 / pg_catalog.current_setting('block_size')::float8)::numeric) END
  FROM pg_catalog.pg_class c
 WHERE c.oid = ANY (:'tables'::oid[])

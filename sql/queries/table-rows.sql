-- Purpose: how many rows the tables have, as far as they were ever analysed.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT n.nspname, c.relname, c.reltuples
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm', 'p') AND c.reltuples >= 0 AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'

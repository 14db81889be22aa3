-- Purpose: CHECK constraints of tables, with the names of the columns that they look at.
-- Parameters: tables (oids).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT k.conrelid::int8, k.conname, pg_catalog.pg_get_constraintdef(k.oid), k.convalidated,
       (SELECT COALESCE(pg_catalog.json_agg(a.attname), '[]')
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))
  FROM pg_catalog.pg_constraint k
 WHERE k.contype = 'c' AND k.conrelid = ANY (:'tables'::oid[])

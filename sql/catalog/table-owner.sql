-- Purpose: the role that owns a table: who migrated first owns the history table.
-- Parameters: schema, name.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT pg_catalog.pg_get_userbyid(c.relowner)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = :'schema' AND c.relname = :'name'

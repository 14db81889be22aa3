-- Purpose: all rows of a small table of ours, as one JSON text that another database can take (insert-rows).
-- Parameters: schema, table (identifiers).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE. Privileges: SELECT.
SELECT COALESCE(pg_catalog.json_agg(t), '[]') FROM :"schema".:"table" t

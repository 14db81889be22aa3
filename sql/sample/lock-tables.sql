-- Purpose: keeps tables from being rewritten or dropped while they are read: places of rows (ctid) stay what they are.
-- Parameters: tables (qualified and quoted, with commas).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the tables, until the end of the transaction. Privileges: SELECT on the tables.
LOCK TABLE :tables IN ACCESS SHARE MODE

-- Purpose: puts rows that table-rows has read into a table of the same columns.
-- Parameters: schema, table (identifiers), rows (text).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE. Privileges: INSERT.
INSERT INTO :"schema".:"table" SELECT t.* FROM pg_catalog.json_populate_recordset(CAST(NULL AS :"schema".:"table"), :'rows') t

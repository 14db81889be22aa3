-- Purpose: takes rows into a table of the sandbox.
-- Parameters: schema, table, columns (quoted, with commas), format (`text`, `binary`).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on the table. Privileges: INSERT on the table.
COPY :"schema".:"table" (:columns) FROM STDIN (FORMAT :"format")

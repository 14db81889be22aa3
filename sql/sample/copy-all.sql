-- Purpose: all rows of a table, masked.
-- Parameters: schema, table, values (masked columns), format (`text`, `binary`).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the columns.
COPY (SELECT :values FROM ONLY :"schema".:"table" t) TO STDOUT (FORMAT :"format")

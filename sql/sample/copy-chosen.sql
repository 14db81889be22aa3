-- Purpose: the sample of a table, masked.
-- Parameters: schema, table, method, percent, seed, values (masked columns), format (`text`, `binary`).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the columns.
COPY (SELECT :values FROM ONLY :"schema".:"table" t TABLESAMPLE :"method" (:percent) REPEATABLE (:seed)) TO STDOUT (FORMAT :"format")

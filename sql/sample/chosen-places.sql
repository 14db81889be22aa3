-- Purpose: where the rows are that a sample of a table consists of.
-- Parameters: schema, table, method (`bernoulli`, `system`), percent, seed.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the table.
COPY (SELECT t.ctid FROM ONLY :"schema".:"table" t TABLESAMPLE :"method" (:percent) REPEATABLE (:seed)) TO STDOUT

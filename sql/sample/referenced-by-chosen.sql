-- Purpose: where the rows are to which the sample of a table refers.
-- Parameters: schema, table, method, percent, seed, parent (qualified, quoted, with ONLY unless it is partitioned), condition (p: parent, c: child).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on both tables. Privileges: SELECT on both tables.
COPY (SELECT DISTINCT p.tableoid, p.ctid FROM ONLY :"schema".:"table" c TABLESAMPLE :"method" (:percent) REPEATABLE (:seed) JOIN :parent p ON :condition) TO STDOUT

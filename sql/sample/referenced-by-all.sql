-- Purpose: where the rows are to which the rows of a whole table refer.
-- Parameters: schema, table, parent (qualified, quoted, with ONLY unless it is partitioned), condition (p: parent, c: child).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on both tables. Privileges: SELECT on both tables.
COPY (SELECT DISTINCT p.tableoid, p.ctid FROM ONLY :"schema".:"table" c JOIN :parent p ON :condition) TO STDOUT

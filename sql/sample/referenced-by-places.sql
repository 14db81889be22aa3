-- Purpose: where the rows are to which the rows at some places of a table refer.
-- Parameters: schema, table, places (tid[]), parent (qualified, quoted, with ONLY unless it is partitioned), condition (p: parent, c: child).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on both tables. Privileges: SELECT on both tables.
COPY (SELECT DISTINCT p.tableoid, p.ctid FROM ONLY :"schema".:"table" c JOIN :parent p ON :condition WHERE c.ctid = ANY (:'places'::tid[])) TO STDOUT

-- Purpose: the rows at some places of a table, masked.
-- Parameters: schema, table, places (tid[]), values (masked columns), format (`text`, `binary`).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the table.
COPY (SELECT :values FROM ONLY :"schema".:"table" t WHERE t.ctid = ANY (:'places'::tid[])) TO STDOUT (FORMAT :"format")

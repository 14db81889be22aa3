-- Purpose: where one row of each value of some columns is: of those with few values, and NULLs. The values stay on the server.
-- Parameters: schema, table, sets (of columns and `column IS NULL`, in parentheses, with commas).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the table.
SELECT DISTINCT pg_catalog.min(t.ctid) FROM ONLY :"schema".:"table" t GROUP BY GROUPING SETS (:sets)

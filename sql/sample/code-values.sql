-- Purpose: the values of a key that look like codes.
-- Parameters: schema, table, column, pattern (of codes), most_rows.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the column.
SELECT t.:"column"::text FROM ONLY :"schema".:"table" t WHERE t.:"column"::text ~ :'pattern' LIMIT :most_rows

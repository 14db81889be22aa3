-- Purpose: what a table holds, in a form that does not depend on the order of its rows: how many rows and a digest of them, and for each column how many
-- values are not null and a digest of them.
-- A row's text is that of the output functions of its types, whatever casts users have made.
-- Parameters: schema, table, table_name, row, counts and digests (made of the quoted names that filled-tables gave).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the table. Privileges: SELECT on the table.
SELECT :'table_name', count(*), sum(hashtextextended(:row::text, 0)::numeric), to_json(ARRAY[:counts]::int8[]), to_json(ARRAY[:digests]::text[])
  FROM ONLY :"schema".:"table" t

-- Purpose: all rows of the schema history, as one JSON array of arrays: a thousand rows are one value to decode instead of eleven thousand.
-- The comment in the statement keeps pgpool from sending it to a replica (Flyway issue 2638).
-- Parameters: schema, table (identifiers).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE. Privileges: SELECT.
/*NO LOAD BALANCE*/
SELECT COALESCE(pg_catalog.json_agg(history.cells), '[]')
  FROM (SELECT pg_catalog.json_build_array(
                   "installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
                   pg_catalog.to_char("installed_on", 'YYYY-MM-DD HH24:MI:SS'),
                   pg_catalog.to_char(pg_catalog.timezone('UTC', "installed_on"::timestamptz), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                   "execution_time", "success") AS cells
          FROM :"schema".:"table"
         ORDER BY "installed_rank") AS history

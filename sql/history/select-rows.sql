-- Purpose: all rows of the schema history. The first comment keeps pgpool from sending it to a replica (Flyway issue 2638).
-- Parameters: schema, table (identifiers).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE. Privileges: SELECT.
/*NO LOAD BALANCE*/
SELECT "installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
       pg_catalog.to_char("installed_on", 'YYYY-MM-DD HH24:MI:SS') AS installed_on,
       pg_catalog.to_char(pg_catalog.timezone('UTC', "installed_on"::timestamptz), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS installed_on_utc,
       "execution_time", "success"
  FROM :"schema".:"table"
 ORDER BY "installed_rank"

-- Purpose: one row of the schema history; installed_on is now(), the start of the transaction, as with Flyway.
-- Parameters: schema, table (identifiers), the columns as literals, execution_time (expression, milliseconds).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE. Privileges: INSERT, SELECT.
INSERT INTO :"schema".:"table"
       ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
VALUES (:installed_rank, :'version', :'description', :'type', :'script', :checksum, :'installed_by', :execution_time, :success)
RETURNING "execution_time"

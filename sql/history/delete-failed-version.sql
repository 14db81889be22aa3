-- Purpose: repair removes the failed row of a version.
-- Parameters: schema, table (identifiers), version.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE. Privileges: DELETE.
DELETE FROM :"schema".:"table" WHERE "success" = FALSE AND "version" = :'version'

-- Purpose: repair removes the failed row of a repeatable migration.
-- Parameters: schema, table (identifiers), description.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE. Privileges: DELETE.
DELETE FROM :"schema".:"table" WHERE "success" = FALSE AND "description" = :'description'

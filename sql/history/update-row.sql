-- Purpose: repair takes over description, type and checksum of a changed file.
-- Parameters: schema, table (identifiers), description, type, checksum, installed_rank.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE. Privileges: UPDATE.
UPDATE :"schema".:"table"
   SET "description" = :'description', "type" = :'type', "checksum" = :checksum
 WHERE "installed_rank" = :installed_rank

-- Purpose: drops a schema that Flyway or flyback has made, with all that is still in it.
-- Parameters: schema (identifier).
-- PostgreSQL: 14-18. Locks: ACCESS EXCLUSIVE on what is in it. Privileges: owner.
DROP SCHEMA :"schema" CASCADE

-- Purpose: primary key of a new schema history table, named as Flyway names it.
-- Parameters: schema, table, constraint (identifiers), index_tablespace (clause, may be empty).
-- PostgreSQL: 14-18. Locks: ACCESS EXCLUSIVE on the new table. Privileges: owner.
ALTER TABLE :"schema".:"table" ADD CONSTRAINT :"constraint" PRIMARY KEY ("installed_rank"):index_tablespace

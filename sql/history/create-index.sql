-- Purpose: index of a new schema history table, named as Flyway names it.
-- Parameters: schema, table, index (identifiers), tablespace (clause, may be empty).
-- PostgreSQL: 14-18. Locks: SHARE on the new table. Privileges: owner.
CREATE INDEX :"index" ON :"schema".:"table" ("success"):tablespace

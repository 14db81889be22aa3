-- Purpose: Flyway's schema history table, column for column (PostgreSQLDatabase.getRawCreateScript, 12.4).
-- Parameters: schema, table (identifiers), tablespace (clause, may be empty).
-- PostgreSQL: 14-18. Locks: none on existing relations. Privileges: CREATE on the schema.
CREATE TABLE :"schema".:"table" (
    "installed_rank" INT NOT NULL,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INTEGER,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
    "execution_time" INTEGER NOT NULL,
    "success" BOOLEAN NOT NULL
):tablespace

-- Purpose: the schema for what flyback keeps in a target besides the schema history; made when first needed.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: CREATE on the database.
CREATE SCHEMA IF NOT EXISTS flyback

-- Purpose: the tablespaces that somebody has made, so that a sandbox can have them by name.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.spcname NOT LIKE 'pg\_%' ORDER BY s.spcname

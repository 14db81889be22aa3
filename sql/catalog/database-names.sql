-- Purpose: the databases whose names fit a pattern: what other runs have made on a shadow server.
-- Parameters: pattern (of LIKE).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname LIKE :'pattern' ORDER BY d.datname

-- Purpose: every runner, whatever its role, has to see that runs are halted.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: owner of the table.
GRANT SELECT ON flyback.halt TO PUBLIC

-- Purpose: lets runs go on.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on flyback.halt. Privileges: UPDATE on it.
UPDATE flyback.halt
   SET resumed_at = pg_catalog.clock_timestamp(), resumed_by = SESSION_USER
 WHERE resumed_at IS NULL

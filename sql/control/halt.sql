-- Purpose: halts runs; one that is in force stays as it is.
-- Parameters: host (where the command was given), reason (text or NULL).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on flyback.halt. Privileges: INSERT on it.
INSERT INTO flyback.halt (halted_from, reason)
SELECT :'host', :'reason'
 WHERE NOT EXISTS (SELECT FROM flyback.halt h WHERE h.resumed_at IS NULL)

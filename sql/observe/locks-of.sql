-- Purpose: the relations that another session has locked at this moment, with the modes.
-- Parameters: pid.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT l.relation, pg_catalog.string_agg(DISTINCT l.mode, ' ')
  FROM pg_catalog.pg_locks l
 WHERE l.pid = :pid AND l.locktype = 'relation' AND l.granted AND l.relation >= 16384
 GROUP BY l.relation

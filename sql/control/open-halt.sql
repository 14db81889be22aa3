-- Purpose: the halt that is in force: who, from where, when, why.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on flyback.halt. Privileges: SELECT on it.
SELECT h.halted_by, h.halted_from, pg_catalog.to_char(h.halted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS halted_at, h.reason
  FROM flyback.halt h
 WHERE h.resumed_at IS NULL
 ORDER BY h.halt_id
 LIMIT 1

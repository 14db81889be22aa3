-- Purpose: how far runs of scripts have come that ended before the script had its row in the schema history: script, statement, digest, state, backend, whether that is still there, when the statement began, whether the script has been applied since.
-- Parameters: history (as regclass takes it), schema, table (of the schema history), script (its name or NULL for all).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on both tables. Privileges: SELECT on both.
SELECT j.script, j.statement, j.statement_sha256, j.state, j.backend_pid,
       EXISTS (SELECT FROM pg_catalog.pg_stat_get_activity(j.backend_pid) a WHERE a.backend_start = j.backend_start) AS is_at_work,
       pg_catalog.to_char(j.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"') AS started_at,
       EXISTS (SELECT FROM :"schema".:"table" h WHERE h.script = j.script AND h.success AND h.installed_rank >= j.installed_rank) AS is_over
  FROM flyback.journal j
 WHERE j.history = pg_catalog.to_regclass(:'history')::pg_catalog.oid AND (:'script'::text IS NULL OR j.script = :'script'::text)
 ORDER BY j.script, j.statement

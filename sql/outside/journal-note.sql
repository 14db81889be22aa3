-- Purpose: notes what becomes of a statement outside of a transaction.
-- Parameters: history (as regclass takes it), script, script_sha256, statement (its number, from 1), statement_sha256, state (started, done, failed), sqlstate (or NULL), rank (that the row of the script will have).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on flyback.journal. Privileges: INSERT, UPDATE on it.
INSERT INTO flyback.journal AS j
       (history, script, script_sha256, statement, statement_sha256, state, sqlstate, installed_rank, backend_pid, backend_start, ended_at)
SELECT pg_catalog.to_regclass(:'history')::pg_catalog.oid, :'script', :'script_sha256', :statement, :'statement_sha256', :'state', :'sqlstate', :rank,
       pg_catalog.pg_backend_pid(),
       CASE WHEN :'state' = 'started' THEN (SELECT a.backend_start FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a) END,
       CASE WHEN :'state' <> 'started' THEN pg_catalog.clock_timestamp() END
    ON CONFLICT (history, script, statement) DO UPDATE
   SET script_sha256 = EXCLUDED.script_sha256, statement_sha256 = EXCLUDED.statement_sha256, state = EXCLUDED.state, sqlstate = EXCLUDED.sqlstate,
       installed_rank = EXCLUDED.installed_rank, backend_pid = EXCLUDED.backend_pid, backend_start = EXCLUDED.backend_start,
       started_at = CASE WHEN EXCLUDED.state = 'started' THEN pg_catalog.clock_timestamp() ELSE j.started_at END, ended_at = EXCLUDED.ended_at

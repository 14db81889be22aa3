-- Purpose: how far scripts have come that run outside of a transaction, one row per statement; rows go when the script has its row in the schema history.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: CREATE on schema flyback.
CREATE TABLE IF NOT EXISTS flyback.journal (
    history oid NOT NULL,
    script text NOT NULL,
    statement integer NOT NULL,
    statement_sha256 text NOT NULL,
    script_sha256 text NOT NULL,
    state text NOT NULL CHECK (state IN ('started', 'done', 'failed')),
    sqlstate text,
    installed_rank integer NOT NULL,
    backend_pid integer,
    backend_start timestamptz,
    started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    ended_at timestamptz,
    PRIMARY KEY (history, script, statement)
)

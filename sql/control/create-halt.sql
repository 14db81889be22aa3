-- Purpose: who has halted runs, why, and who resumed them; runs are halted while a row has no resumed_at.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: CREATE on schema flyback.
CREATE TABLE IF NOT EXISTS flyback.halt (
    halt_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    halted_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    halted_by text NOT NULL DEFAULT SESSION_USER,
    halted_from text NOT NULL,
    reason text,
    resumed_at timestamptz,
    resumed_by text
)

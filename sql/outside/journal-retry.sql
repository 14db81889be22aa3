-- Purpose: a person has said that the statement at work when a run was ended is to be run again.
-- Parameters: history (as regclass takes it), script.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on flyback.journal. Privileges: UPDATE on it.
UPDATE flyback.journal
   SET state = 'failed', ended_at = pg_catalog.clock_timestamp()
 WHERE history = pg_catalog.to_regclass(:'history')::pg_catalog.oid AND script = :'script' AND state = 'started'

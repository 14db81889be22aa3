-- Purpose: a person has said what became of a script whose run was ended: statements that were at work count as done, and those that are done count so whatever their text is now.
-- Parameters: history (as regclass takes it), script.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on flyback.journal. Privileges: UPDATE on it.
UPDATE flyback.journal
   SET state = 'done', statement_sha256 = '', ended_at = COALESCE(ended_at, pg_catalog.clock_timestamp())
 WHERE history = pg_catalog.to_regclass(:'history')::pg_catalog.oid AND script = :'script' AND state IN ('started', 'done')

-- Purpose: forgets how far a script has come, because it has its row in the schema history or begins anew; and what belongs to schema histories that are gone.
-- Parameters: history (as regclass takes it), script.
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on flyback.journal. Privileges: DELETE on it.
DELETE FROM flyback.journal j
 WHERE j.history = pg_catalog.to_regclass(:'history')::pg_catalog.oid AND j.script = :'script'
    OR NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = j.history)

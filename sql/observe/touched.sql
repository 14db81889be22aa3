-- Purpose: what the present transaction has done so far: the relations that it has locked, how, how often each was read from end to end, how many of its
-- pages were read, and its file now. A relation that is gone has only its number and its locks.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none that the transaction does not hold already. Privileges: none.
WITH held AS MATERIALIZED (
    SELECT l.relation AS oid, pg_catalog.string_agg(DISTINCT l.mode, ' ') AS modes
      FROM pg_catalog.pg_locks l
     WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.relation >= 16384
     GROUP BY l.relation
)
SELECT h.oid, h.modes, n.nspname, c.relname, c.relkind, pg_catalog.pg_table_is_visible(c.oid), i.indrelid,
       COALESCE(pg_catalog.pg_relation_filenode(c.oid), 0),
       CASE WHEN c.relkind IN ('r', 'm', 'i', 't', 'S') THEN COALESCE(pg_catalog.pg_relation_size(c.oid), 0) ELSE 0 END,
       COALESCE(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0), COALESCE(pg_catalog.pg_stat_get_xact_blocks_fetched(c.oid), 0)
  FROM held h
  LEFT JOIN pg_catalog.pg_class c ON c.oid = h.oid AND c.relkind <> 'c'
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid

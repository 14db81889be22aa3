-- Purpose: how far a backend has come with a command that reports its progress: command, phase, done, total, table, index.
-- Parameters: pid (of the backend).
-- PostgreSQL: 14-18. Locks: none. Privileges: none for sessions of one's own role.
SELECT p.command, p.phase, p.done, p.total, p.relid::regclass::text AS relation, NULLIF(p.index_relid, 0)::regclass::text AS index
  FROM (SELECT s.pid, s.command, s.phase, s.relid, s.index_relid,
               CASE WHEN s.lockers_total > 0 AND s.phase LIKE 'waiting%' THEN s.lockers_done
                    WHEN s.tuples_total > 0 THEN s.tuples_done ELSE s.blocks_done END AS done,
               CASE WHEN s.lockers_total > 0 AND s.phase LIKE 'waiting%' THEN s.lockers_total
                    WHEN s.tuples_total > 0 THEN s.tuples_total ELSE s.blocks_total END AS total
          FROM pg_catalog.pg_stat_progress_create_index s
        UNION ALL
        SELECT s.pid, 'VACUUM', s.phase, s.relid, 0, s.heap_blks_scanned, s.heap_blks_total
          FROM pg_catalog.pg_stat_progress_vacuum s
        UNION ALL
        SELECT s.pid, s.command, s.phase, s.relid, s.cluster_index_relid, s.heap_blks_scanned, s.heap_blks_total
          FROM pg_catalog.pg_stat_progress_cluster s
        UNION ALL
        SELECT s.pid, 'ANALYZE', s.phase, s.relid, 0, s.sample_blks_scanned, s.sample_blks_total
          FROM pg_catalog.pg_stat_progress_analyze s) p
 WHERE p.pid = :pid

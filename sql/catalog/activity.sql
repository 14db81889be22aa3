-- Purpose: scans and writes of each table since the statistics were reset, as arrays: table, sequential scans, index scans, writes.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(
           s.relid::int8, COALESCE(s.seq_scan, 0), COALESCE(s.idx_scan, 0), s.n_tup_ins + s.n_tup_upd + s.n_tup_del)), '[]')
  FROM pg_catalog.pg_stat_user_tables s

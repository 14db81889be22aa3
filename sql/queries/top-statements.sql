-- Purpose: the statements on which this database spends most time, as pg_stat_statements has normalised them, of all users together.
-- Parameters: schema (of the extension), count.
-- PostgreSQL: 14-18, pg_stat_statements 1.9. Locks: none. Privileges: pg_read_all_stats for the statements of others, whose text is hidden else.
SELECT s.query, pg_catalog.sum(s.calls)::int8, pg_catalog.sum(s.total_exec_time)::float8
  FROM :"schema".pg_stat_statements s
 WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()) AND s.toplevel
 GROUP BY s.query
 ORDER BY 3 DESC, 1
 LIMIT :count

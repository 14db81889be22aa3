-- Purpose: who keeps others from reading a table, for the message of one that waits; those that have the lock before those that queue for it.
-- Parameters: schema, table (names).
-- PostgreSQL: 14-18. Locks: none. Privileges: pg_read_all_stats shows the query heads of other roles.
SELECT l.pid,
       a.usename,
       a.application_name,
       COALESCE(pg_catalog.host(a.client_addr), 'local') AS client,
       a.state,
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) COALESCE(a.xact_start, a.state_change, a.backend_start))::bigint AS age_s,
       pg_catalog.left(a.query, 1000) AS query
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.pg_class c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND n.nspname = :'schema' AND c.relname = :'table'
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
 ORDER BY l.granted DESC
 LIMIT 1

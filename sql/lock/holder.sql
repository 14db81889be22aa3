-- Purpose: who holds the advisory lock of the schema history, for the message of one that waits.
-- Parameters: key_high, key_low (the two halves of the 64-bit key as pg_locks shows them).
-- PostgreSQL: 14-18. Locks: none. Privileges: pg_read_all_stats shows the query heads of other roles.
SELECT l.pid,
       a.usename,
       a.application_name,
       COALESCE(pg_catalog.host(a.client_addr), 'local') AS client,
       a.state,
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) COALESCE(a.xact_start, a.state_change, a.backend_start))::bigint AS age_s,
       pg_catalog.left(a.query, 1000) AS query
  FROM pg_catalog.pg_locks l
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted
   AND l.classid = :key_high AND l.objid = :key_low AND l.objsubid = 1
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())

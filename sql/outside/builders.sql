-- Purpose: sessions that may be building an index of a table at this moment, as JSON in the form of sql/lock/waits.sql.
-- Parameters: table (oid), index (oid).
-- PostgreSQL: 14-18. Locks: none. Privileges: pg_read_all_stats shows what other roles' sessions do; without it whoever holds the lock that a build takes is taken for one.
SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(
           a.pid, a.usename, a.application_name, COALESCE(pg_catalog.host(a.client_addr), 'local'), a.datname, a.backend_type, a.state,
           pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)),
           pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.xact_start)),
           pg_catalog.left(a.query, 1000))), '[]')
  FROM pg_catalog.pg_stat_activity a
 WHERE a.pid <> pg_catalog.pg_backend_pid()
   AND (EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.pid = a.pid AND p.index_relid = :index)
        OR a.backend_type IS DISTINCT FROM 'autovacuum worker' AND COALESCE(a.query, '') !~* '^\s*(vacuum|analy[sz]e)\M'
           AND EXISTS (SELECT FROM pg_catalog.pg_locks l
                        WHERE l.pid = a.pid AND l.granted AND l.locktype = 'relation' AND l.relation = :table AND l.mode = 'ShareUpdateExclusiveLock'
                          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())))

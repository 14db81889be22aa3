-- Purpose: transactions that a concurrent build on a table, or the concurrent drop of an index, has to wait for, and that have been open for some time, oldest first, as JSON in the form of sql/lock/waits.sql; prepared ones as pid 0.
-- Parameters: table (oid), age (seconds), drops (whether an index is to be dropped: that waits for all who use the table).
-- PostgreSQL: 14-18. Locks: none. Privileges: pg_read_all_stats shows the age of other roles' transactions.
WITH holders AS MATERIALIZED (
    SELECT l.pid, l.virtualtransaction
      FROM pg_catalog.pg_locks l
     WHERE l.granted AND l.locktype = 'relation' AND l.relation = :table
       AND (:drops OR l.mode IN ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
)
SELECT COALESCE(pg_catalog.json_agg(o.session ORDER BY o.since), '[]')
  FROM (SELECT pg_catalog.json_build_array(
                   a.pid, a.usename, a.application_name, COALESCE(pg_catalog.host(a.client_addr), 'local'), a.datname, a.backend_type, a.state,
                   pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)),
                   pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.xact_start)),
                   pg_catalog.left(a.query, 1000)) AS session, a.xact_start AS since
          FROM pg_catalog.pg_stat_activity a
         WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.datname = pg_catalog.current_database()
           AND a.backend_type IS DISTINCT FROM 'autovacuum worker'
           AND (a.backend_xmin IS NOT NULL OR a.pid IN (SELECT h.pid FROM holders h))
           AND a.xact_start < pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.make_interval(secs => :age)
        UNION ALL
        SELECT pg_catalog.json_build_array(0, p.owner, NULL, NULL, p.database, 'prepared transaction', NULL, NULL,
                   pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) p.prepared)),
                   p.gid), p.prepared
          FROM pg_catalog.pg_prepared_xacts p
         WHERE p.database = pg_catalog.current_database()
           AND EXISTS (SELECT FROM pg_catalog.pg_locks x
                         JOIN holders h ON h.pid IS NULL AND h.virtualtransaction = x.virtualtransaction
                        WHERE x.pid IS NULL AND x.locktype = 'transactionid' AND x.transactionid = p.transaction)) o

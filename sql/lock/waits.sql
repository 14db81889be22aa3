-- Purpose: who waits for a lock and for whom, as one JSON object: waits (pid, blockers, lock type, mode, object, milliseconds), the sessions that take part, and prepared transactions that others wait for (as pid 0).
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: pg_read_all_stats shows state and query of other roles' sessions.
WITH waiting AS MATERIALIZED (
    SELECT l.pid, l.locktype, l.mode, l.database, l.relation, l.transactionid, l.waitstart, l.classid, l.objid,
           pg_catalog.pg_blocking_pids(l.pid) AS blockers
      FROM pg_catalog.pg_locks l
     WHERE NOT l.granted AND l.pid IS NOT NULL
), involved AS (
    SELECT w.pid FROM waiting w
    UNION
    SELECT pg_catalog.unnest(w.blockers) FROM waiting w
)
SELECT pg_catalog.json_build_object(
    'waits', (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(
                  w.pid, pg_catalog.to_json(w.blockers), w.locktype, w.mode,
                  COALESCE((SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN pg_catalog.quote_ident(c.relname)
                                        ELSE pg_catalog.quote_ident(n.nspname) OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) pg_catalog.quote_ident(c.relname) END
                              FROM pg_catalog.pg_class c
                              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                             WHERE c.oid = w.relation
                               AND w.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())),
                           w.transactionid::text),
                  pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) w.waitstart)))), '[]')
                FROM waiting w),
    'sessions', (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(
                     a.pid, a.usename, a.application_name, COALESCE(pg_catalog.host(a.client_addr), 'local'), a.datname, a.backend_type, a.state,
                     pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)),
                     pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.xact_start)),
                     pg_catalog.left(a.query, 1000))), '[]')
                   FROM pg_catalog.pg_stat_activity a
                  WHERE a.pid IN (SELECT i.pid FROM involved i)),
    'prepared', (SELECT COALESCE(pg_catalog.json_agg(DISTINCT pg_catalog.jsonb_build_array(
                     w.pid, p.gid, p.owner,
                     pg_catalog.round(1000 * pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) p.prepared)))), '[]')
                   FROM waiting w
                   JOIN pg_catalog.pg_locks h
                     ON h.pid IS NULL AND h.granted
                    AND (h.transactionid = w.transactionid OR h.database = w.database AND h.relation = w.relation)
                   JOIN pg_catalog.pg_locks x
                     ON x.pid IS NULL AND x.locktype = 'transactionid' AND x.virtualtransaction = h.virtualtransaction
                   JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = x.transactionid
                  WHERE 0 = ANY (w.blockers)))

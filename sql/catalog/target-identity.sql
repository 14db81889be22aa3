-- Purpose: which database this is, for the plan that names it and for the sandbox that must be another.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none (the system identifier is NULL for a role that may not read it).
SELECT CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
            THEN (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) END AS system_identifier,
       d.oid::text AS database_oid,
       COALESCE(pg_catalog.inet_server_port(), pg_catalog.current_setting('port')::integer) AS port,
       to_char(pg_catalog.pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS started_at,
       COALESCE(pg_catalog.inet_server_addr() <<= '127.0.0.0/8' OR pg_catalog.inet_server_addr() = '::1', true) AS is_local
  FROM pg_catalog.pg_database d
 WHERE d.datname = pg_catalog.current_database()

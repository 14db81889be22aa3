-- Purpose: what a run must know about the session, the target and the schema history table, in one round trip.
-- Parameters: default_schema (name or NULL), schemas (text[] of managed schemas), table (name of the history table).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
WITH place AS (
    SELECT COALESCE(:'default_schema', pg_catalog.current_schema()::text, NULLIF(pg_catalog.current_setting('search_path'), '')) AS schema_name
)
SELECT pg_catalog.current_database() AS database,
       CURRENT_USER AS role,
       pg_catalog.current_setting('server_version') AS server_version,
       pg_catalog.current_setting('server_version_num') AS server_version_num,
       pg_catalog.current_setting('search_path') AS search_path,
       pg_catalog.pg_backend_pid() AS backend_pid,
       place.schema_name AS default_schema,
       (SELECT c.relkind
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = place.schema_name AND c.relname = :'table' AND c.relkind = 'r') AS history_kind,
       (SELECT pg_catalog.json_agg(n.nspname)
          FROM pg_catalog.pg_namespace n
         WHERE n.nspname = place.schema_name OR n.nspname = ANY (:'schemas'::text[])) AS existing_schemas,
       pg_catalog.current_setting('standard_conforming_strings') AS standard_conforming_strings,
       pg_catalog.to_regnamespace('flyback') IS NOT NULL AS has_control_schema,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(s.name, s.setting, s.reset_val, s.source))
          FROM pg_catalog.pg_settings s
         WHERE s.name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
           AND (s.setting <> '0' OR s.reset_val <> '0')) AS timeouts,
       pg_catalog.version() ~* 'linux|darwin|bsd|illumos|solaris' AS can_check_client
  FROM place

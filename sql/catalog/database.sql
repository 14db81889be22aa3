-- Purpose: what the analysis must know of the session and its database: version, role, and the settings that change what SQL means.
-- Parameters: none. Read before anything else: later statements change the search path for themselves.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT pg_catalog.json_build_object(
    'serverVersionNum', pg_catalog.current_setting('server_version_num')::int,
    'database', pg_catalog.current_database(),
    'currentUser', CURRENT_USER,
    'isSuperuser', pg_catalog.current_setting('is_superuser') = 'on',
    'databaseTablespace', (SELECT t.spcname FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
                            WHERE d.datname = pg_catalog.current_database()),
    'searchPath', pg_catalog.current_schemas(false),
    'settings', (
        SELECT pg_catalog.json_object_agg(s.name, pg_catalog.current_setting(s.name, true))
          FROM (VALUES ('TimeZone'), ('search_path'), ('session_replication_role'), ('default_table_access_method'), ('default_tablespace'),
                       ('lock_timeout'), ('statement_timeout'), ('row_security'), ('wal_level'), ('event_triggers')) s (name)
         WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL
    )
)

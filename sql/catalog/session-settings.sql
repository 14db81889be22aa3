-- Purpose: every setting that a session can change, and its two roles, to put them back on a connection that is borrowed.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'session_authorization' AS name, SESSION_USER::text AS setting
UNION ALL
SELECT 'role', pg_catalog.current_setting('role')
UNION ALL
SELECT s.name, pg_catalog.current_setting(s.name)
  FROM pg_catalog.pg_settings s
 WHERE s.context IN ('user', 'superuser') AND pg_catalog.left(s.name, 12) <> 'transaction_'
    OR s.name IN ('server_version', 'server_encoding', 'integer_datetimes')

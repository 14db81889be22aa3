-- Purpose: the roles that users have made, so that a sandbox can know their names, and whether they are superusers.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT r.rolname, r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname NOT LIKE 'pg\_%' ORDER BY r.rolname

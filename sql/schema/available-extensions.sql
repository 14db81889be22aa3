-- Purpose: the versions of extensions that a server can install.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT quote_ident(v.name), quote_literal(v.version) FROM pg_available_extension_versions v

-- Purpose: extensions, each as one object; the version is a detail, as each major comes with its own.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'extension', quote_ident(x.extname), NULL::int8, 'schema ' || quote_ident(n.nspname), 'version ' || quote_literal(x.extversion), x.extowner,
       'pg_extension'::regclass::oid, x.oid, 0, NULL::aclitem[], NULL::text, NULL
  FROM pg_extension x
  JOIN pg_namespace n ON n.oid = x.extnamespace

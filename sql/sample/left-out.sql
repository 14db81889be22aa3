-- Purpose: what a sample never holds: foreign tables, and whether there are large objects.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT (SELECT COALESCE(pg_catalog.json_agg(c.oid::pg_catalog.regclass::text), '[]') FROM pg_catalog.pg_class c WHERE c.relkind = 'f'),
       EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)

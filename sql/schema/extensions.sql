-- Purpose: extensions; their members come with them.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'extension', quote_ident(x.extname), 'EXTENSION ' || quote_ident(x.extname),
       ARRAY['CREATE EXTENSION IF NOT EXISTS ' || quote_ident(x.extname) || ' SCHEMA ' || quote_ident(n.nspname) || ' VERSION ' || quote_literal(x.extversion)],
       NULL::text, false,
       jsonb_build_object('updates', jsonb_build_array(format('UPDATE pg_catalog.pg_extension SET extowner = %L::pg_catalog.regrole WHERE extname = %L AND extowner <> %1$L::pg_catalog.regrole',
                                                              quote_ident(pg_get_userbyid(x.extowner)), x.extname))),
       NULL::oid, 'pg_extension'::regclass::oid, x.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_extension x
  JOIN pg_namespace n ON n.oid = x.extnamespace

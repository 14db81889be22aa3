-- Purpose: schemas that are published as a whole.
-- Parameters: none.
-- PostgreSQL: 15-18. Locks: none. Privileges: none.
SELECT 'publication schema', n.name || ' in ' || quote_ident(p.pubname), NULL::text,
       ARRAY['ALTER PUBLICATION ' || quote_ident(p.pubname) || ' ADD TABLES IN SCHEMA ' || n.name], 'ALTER PUBLICATION ' || quote_ident(p.pubname) || ' DROP TABLES IN SCHEMA ' || n.name, true, NULL::jsonb,
       NULL::oid, 'pg_publication_namespace'::regclass::oid, s.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_publication_namespace s
  JOIN pg_publication p ON p.oid = s.pnpubid
  JOIN namespace n ON n.oid = s.pnnspid

-- Purpose: names of the subscriptions of this database, which are never copied: they would fetch rows with somebody's password.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'subscription', quote_ident(s.subname), 'SUBSCRIPTION ' || quote_ident(s.subname), '{}'::text[], ''::text, true,
       '{"leftOut": "it would fetch rows from its publisher"}'::jsonb, NULL::oid, 'pg_subscription'::regclass::oid, s.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_subscription s
 WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())

-- Purpose: subscriptions of this database; of the connection string, which may hold a password, only a hash, and that only for superusers.
-- Parameters: connection, later_options.
-- PostgreSQL: 14-18. Locks: none. Privileges: superuser for the connection string.
SELECT 'subscription', quote_ident(s.subname), NULL::int8,
       concat_ws(E'\n', 'connection ' || :connection,
           'publications ' || (SELECT string_agg(quote_ident(x), ', ' ORDER BY x COLLATE "C") FROM unnest(s.subpublications) x),
           CASE WHEN s.subenabled THEN 'enabled' END,
           'slot_name ' || quote_literal(s.subslotname),
           'synchronous_commit ' || s.subsynccommit,
           CASE WHEN s.subbinary THEN 'binary' END,
           'streaming ' || s.substream::text),
       :later_options, s.subowner, 'pg_subscription'::regclass::oid, s.oid, 0, NULL::aclitem[], NULL::text, NULL
  FROM pg_subscription s
 WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())

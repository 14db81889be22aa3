-- Purpose: event triggers.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'event trigger', quote_ident(t.evtname), NULL::int8,
       concat_ws(E'\n', 'on ' || t.evtevent,
           (SELECT string_agg('when tag ' || x, E'\n' ORDER BY x COLLATE "C") FROM unnest(t.evttags) x),
           'execute ' || t.evtfoid::regprocedure,
           CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled on replicas' WHEN 'A' THEN 'enabled always' END),
       NULL, t.evtowner, 'pg_event_trigger'::regclass::oid, t.oid, 0, NULL::aclitem[], NULL::text, NULL
  FROM pg_event_trigger t
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_event_trigger'::regclass AND e.objid = t.oid)

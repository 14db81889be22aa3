-- Purpose: event triggers.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'event trigger', quote_ident(t.evtname), 'EVENT TRIGGER ' || quote_ident(t.evtname),
       ARRAY[concat_ws(' ', 'CREATE EVENT TRIGGER ' || quote_ident(t.evtname) || ' ON ' || t.evtevent,
                       'WHEN TAG IN (' || (SELECT string_agg(quote_literal(x), ', ') FROM unnest(t.evttags) x) || ')', 'EXECUTE FUNCTION ' || t.evtfoid::regproc || '()')]
       || CASE WHEN t.evtenabled <> 'O' THEN ARRAY['ALTER EVENT TRIGGER ' || quote_ident(t.evtname) || CASE t.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END] ELSE '{}' END,
       NULL::text, true, NULL::jsonb, t.evtowner, 'pg_event_trigger'::regclass::oid, t.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_event_trigger t
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_event_trigger'::regclass AND e.objid = t.oid)

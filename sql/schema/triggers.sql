-- Purpose: triggers; of the clones that partitions have only those that fire otherwise than the first one.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'trigger', quote_ident(t.tgname) || ' on ' || r.name, 'TRIGGER ' || quote_ident(t.tgname) || ' ON ' || r.name,
       CASE WHEN t.tgparentid = 0 THEN ARRAY[pg_get_triggerdef(t.oid)] ELSE '{}' END
       || CASE WHEN t.tgenabled <> COALESCE(p.tgenabled, 'O') THEN ARRAY['ALTER TABLE ' || r.name ||
            CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE' END || ' TRIGGER ' || quote_ident(t.tgname)] ELSE '{}' END,
       CASE WHEN t.tgparentid <> 0 THEN '' END, true,
       NULL::jsonb,
       NULL::oid, 'pg_trigger'::regclass::oid, t.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_trigger t
  JOIN relation r ON r.oid = t.tgrelid
  LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
 WHERE NOT t.tgisinternal OR NOT p.tgisinternal

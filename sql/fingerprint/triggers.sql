-- Purpose: triggers; of the clones that partitions have only those that fire otherwise than the first one.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'trigger', quote_ident(t.tgname) || ' on ' || r.name, NULL::int8,
       CASE WHEN t.tgparentid = 0 OR t.tgenabled <> p.tgenabled THEN concat_ws(E'\n',
           pg_get_triggerdef(t.oid),
           CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled on replicas' WHEN 'A' THEN 'enabled always'
                            ELSE CASE WHEN t.tgparentid <> 0 THEN 'enabled' END END) END,
       NULL, NULL::oid, 'pg_trigger'::regclass::oid, t.oid, 0, NULL::aclitem[], NULL::text, r.key
  FROM pg_trigger t
  JOIN relation r ON r.oid = t.tgrelid
  LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
 -- Until 14 the clones are internal ones.
 WHERE NOT t.tgisinternal OR NOT p.tgisinternal

-- Purpose: rewrite rules but for those that views are made of.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what they read and write. Privileges: none.
SELECT 'rule', quote_ident(w.rulename) || ' on ' || r.name, NULL::int8,
       concat_ws(E'\n', pg_get_ruledef(w.oid), CASE w.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled on replicas' WHEN 'A' THEN 'enabled always' END),
       NULL, NULL::oid, 'pg_rewrite'::regclass::oid, w.oid, 0, NULL::aclitem[], NULL::text, r.key
  FROM pg_rewrite w
  JOIN relation r ON r.oid = w.ev_class
 WHERE w.rulename <> '_RETURN'

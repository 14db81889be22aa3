-- Purpose: rewrite rules but for those that views are made of.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what they read and write. Privileges: none.
SELECT 'rule', quote_ident(w.rulename) || ' on ' || r.name, 'RULE ' || quote_ident(w.rulename) || ' ON ' || r.name,
       ARRAY[rtrim(pg_get_ruledef(w.oid), ';')]
       || CASE WHEN w.ev_enabled <> 'O' THEN ARRAY['ALTER TABLE ' || r.name || CASE w.ev_enabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || ' RULE ' || quote_ident(w.rulename)] ELSE '{}' END,
       NULL::text, true, NULL::jsonb, NULL::oid, 'pg_rewrite'::regclass::oid, w.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_rewrite w
  JOIN relation r ON r.oid = w.ev_class
 WHERE w.rulename <> '_RETURN'

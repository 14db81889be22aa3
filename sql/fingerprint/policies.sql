-- Purpose: row security policies.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on their tables. Privileges: none.
SELECT 'policy', quote_ident(p.polname) || ' on ' || r.name, NULL::int8,
       concat_ws(E'\n',
           CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
           'for ' || CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
           'to ' || (SELECT string_agg(CASE x WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(x)) END, ', ' ORDER BY CASE x WHEN 0 THEN '' ELSE pg_get_userbyid(x) END COLLATE "C")
                       FROM unnest(p.polroles) x),
           'using ' || pg_get_expr(p.polqual, p.polrelid),
           'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)),
       NULL, NULL::oid, 'pg_policy'::regclass::oid, p.oid, 0, NULL::aclitem[], NULL::text, r.key
  FROM pg_policy p
  JOIN relation r ON r.oid = p.polrelid

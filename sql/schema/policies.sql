-- Purpose: row security policies.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on their tables. Privileges: none.
SELECT 'policy', quote_ident(p.polname) || ' on ' || r.name, 'POLICY ' || quote_ident(p.polname) || ' ON ' || r.name,
       ARRAY[concat_ws(' ', 'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || r.name,
           CASE WHEN NOT p.polpermissive THEN 'AS RESTRICTIVE' END,
           CASE p.polcmd WHEN 'r' THEN 'FOR SELECT' WHEN 'a' THEN 'FOR INSERT' WHEN 'w' THEN 'FOR UPDATE' WHEN 'd' THEN 'FOR DELETE' END,
           CASE WHEN p.polroles <> '{0}' THEN 'TO ' || (SELECT string_agg(CASE x WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x)) END, ', ') FROM unnest(p.polroles) x) END,
           'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
           'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')],
       NULL::text, true, NULL::jsonb, NULL::oid, 'pg_policy'::regclass::oid, p.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_policy p
  JOIN relation r ON r.oid = p.polrelid

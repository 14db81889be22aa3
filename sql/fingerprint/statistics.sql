-- Purpose: extended statistics objects.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables whose expressions they are about. Privileges: none.
SELECT 'statistics', n.name || '.' || quote_ident(s.stxname), NULL::int8,
       concat_ws(E'\n', pg_get_statisticsobjdef(s.oid), 'target ' || NULLIF(s.stxstattarget, -1)),
       NULL, s.stxowner, 'pg_statistic_ext'::regclass::oid, s.oid, 0, NULL::aclitem[], NULL::text, r.key
  FROM pg_statistic_ext s
  JOIN namespace n ON n.oid = s.stxnamespace
  JOIN relation r ON r.oid = s.stxrelid

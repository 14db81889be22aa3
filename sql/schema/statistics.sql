-- Purpose: extended statistics objects.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables whose expressions they are about. Privileges: none.
SELECT 'statistics', n.name || '.' || quote_ident(s.stxname), 'STATISTICS ' || n.name || '.' || quote_ident(s.stxname),
       ARRAY[pg_get_statisticsobjdef(s.oid)] || array_remove(ARRAY['ALTER STATISTICS ' || n.name || '.' || quote_ident(s.stxname) || ' SET STATISTICS ' || NULLIF(s.stxstattarget, -1)], NULL),
       NULL::text, true, NULL::jsonb, s.stxowner, 'pg_statistic_ext'::regclass::oid, s.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_statistic_ext s
  JOIN namespace n ON n.oid = s.stxnamespace
  JOIN relation r ON r.oid = s.stxrelid

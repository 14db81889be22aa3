-- Purpose: tells the planner of a sandbox what column-statistics has read. How many rows and pages tables have is not told: of pages it counts those that
-- there are, and a table without any, which it takes for one of ten pages as long as nobody says otherwise, it would take for empty.
-- Parameters: rows (JSON).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on pg_statistic. Privileges: superuser.
INSERT INTO pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct, stakind1, stakind2, stakind3, stakind4, stakind5,
                          staop1, staop2, staop3, staop4, staop5, stacoll1, stacoll2, stacoll3, stacoll4, stacoll5)
SELECT c.oid, a.attnum, s.inherited, s.null_frac, s.avg_width, s.n_distinct, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  FROM json_to_recordset(:'rows') s (schemaname name, tablename name, attname name, inherited boolean, null_frac float4, avg_width integer, n_distinct float4)
  JOIN pg_namespace n ON n.nspname = s.schemaname
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname AND a.attnum > 0
 WHERE NOT EXISTS (SELECT FROM pg_statistic p WHERE p.starelid = c.oid AND p.staattnum = a.attnum AND p.stainherit = s.inherited)

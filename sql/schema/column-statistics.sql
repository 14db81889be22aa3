-- Purpose: what the planner knows of columns, but for values of theirs: most common values and histograms are somebody's data. JSON.
-- Parameters: without_schemas.
-- PostgreSQL: 14-18. Locks: none. Privileges: statistics of columns that the role may not read are left out.
SELECT COALESCE(json_agg(s), '[]')
  FROM (SELECT s.schemaname, s.tablename, s.attname, s.inherited, s.null_frac, s.avg_width, s.n_distinct
          FROM pg_stats s
         WHERE s.schemaname NOT LIKE 'pg\_%' AND s.schemaname <> 'information_schema' AND s.schemaname <> ALL (:'without_schemas'::text[])) s

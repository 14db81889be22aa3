-- Purpose: how partitioned tables are partitioned: strategy, columns (0 for an expression), expressions.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on tables that are partitioned by an expression. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(k), '[]')
  FROM (
    SELECT p.partrelid::int8 AS "table", p.partstrat AS strategy, p.partattrs::int2[] AS columns,
           CASE WHEN p.partexprs IS NOT NULL AND p.partrelid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_expr(p.partexprs, p.partrelid) END AS expressions
      FROM pg_catalog.pg_partitioned_table p
     WHERE p.partrelid >= 16384
  ) k

-- Purpose: constraints of tables and domains.
-- Parameters: is_enforced (the column of PostgreSQL 18 and later, true before).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on tables with a CHECK or an exclusion constraint. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT o.oid::int8 AS oid,
           o.conname AS name,
           o.contype AS type,
           o.conrelid::int8 AS "table",
           o.contypid::int8 AS domain,
           o.convalidated AS "isValid",
           :is_enforced AS "isEnforced",
           o.connoinherit AS "isNoInherit",
           o.conislocal AS "isLocal",
           o.coninhcount AS "inheritedTimes",
           o.conparentid::int8 AS parent,
           o.conindid::int8 AS index,
           o.confrelid::int8 AS "referencedTable",
           COALESCE(o.conkey, '{}') AS columns,
           COALESCE(o.confkey, '{}') AS "referencedColumns",
           o.confdeltype AS "onDelete",
           o.confupdtype AS "onUpdate",
           o.condeferrable AS "isDeferrable",
           CASE WHEN o.conbin IS NOT NULL AND o.conrelid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_expr(o.conbin, o.conrelid) END AS expression,
           -- From 18 on each NOT NULL is a constraint: nobody wants all of them printed.
           CASE WHEN o.contype <> 'n' AND o.conrelid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_constraintdef(o.oid) END AS definition
      FROM pg_catalog.pg_constraint o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.connamespace
     WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' OR n.oid = pg_catalog.pg_my_temp_schema()
  ) x

-- Purpose: indexes on what users made.
-- Parameters: nulls_not_distinct (the column of PostgreSQL 15 and later, false before).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on the tables. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT i.indexrelid::int8 AS oid,
           i.indrelid::int8 AS "table",
           i.indisunique AS "isUnique",
           i.indisprimary AS "isPrimary",
           i.indisexclusion AS "isExclusion",
           i.indisvalid AS "isValid",
           i.indisready AS "isReady",
           i.indisclustered AS "isClustered",
           i.indisreplident AS "isReplicaIdentity",
           :nulls_not_distinct AS "nullsNotDistinct",
           i.indnkeyatts AS "keyColumns",
           i.indkey::int2[] AS columns,
           i.indclass::oid[]::int8[] AS "operatorClasses",
           i.indcollation::oid[]::int8[] AS collations,
           CASE WHEN i.indexprs IS NOT NULL AND i.indrelid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_expr(i.indexprs, i.indrelid) END AS expressions,
           CASE WHEN i.indpred IS NOT NULL AND i.indrelid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS predicate,
           i.indpred IS NOT NULL AS "isPartial",
           CASE WHEN i.indrelid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_indexdef(i.indexrelid) END AS definition
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' OR n.oid = pg_catalog.pg_my_temp_schema()
  ) x

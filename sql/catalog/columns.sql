-- Purpose: columns of what users made, as arrays: table, number, name, type, modifier, collation and that of the type, not null,
-- identity, generated, default, local, inherited times.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on tables with generated columns. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(
           c.oid::int8, a.attnum, a.attname, a.atttypid::int8, a.atttypmod,
           a.attcollation::int8, t.typcollation::int8,
           a.attnotnull::int, a.attidentity, a.attgenerated,
           -- A default has no columns of the table in it, so it can be printed without opening the table.
           CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
                WHEN c.oid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[]) THEN pg_catalog.pg_get_expr(d.adbin, c.oid) END,
           a.attislocal::int, a.attinhcount) ORDER BY c.oid, a.attnum), '[]')
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE (n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' OR n.oid = pg_catalog.pg_my_temp_schema())
   AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')

-- Purpose: types that users made, row types and arrays included; information_schema's domains as well, since columns may be of them.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT t.oid::int8 AS oid,
           CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END AS schema,
           t.typname AS name,
           t.typtype AS type,
           pg_catalog.pg_get_userbyid(t.typowner) AS owner,
           t.typbasetype::int8 AS "baseType",
           t.typtypmod AS "baseTypeModifier",
           t.typnotnull AS "isNotNull",
           pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS "defaultExpression",
           t.typelem::int8 AS "elementType",
           t.typarray::int8 AS "arrayType",
           t.typrelid::int8 AS relation,
           ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e WHERE t.typtype = 'e' AND e.enumtypid = t.oid ORDER BY e.enumsortorder) AS "enumLabels",
           COALESCE((SELECT CASE t.typtype WHEN 'r' THEN r.rngsubtype ELSE r.rngtypid END::int8
                       FROM pg_catalog.pg_range r
                      WHERE t.typtype IN ('r', 'm') AND t.oid IN (r.rngtypid, r.rngmultitypid)), 0) AS subtype
      FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     WHERE n.nspname NOT LIKE 'pg\_%' AND (n.nspname <> 'information_schema' OR t.typtype = 'd') OR n.oid = pg_catalog.pg_my_temp_schema()
  ) x

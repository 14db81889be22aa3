-- Purpose: functions, procedures and aggregates that users made; bodies of those in SQL and PL/pgSQL.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on what a standard-SQL body (BEGIN ATOMIC, RETURN) reads. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT p.oid::int8 AS oid,
           CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END AS schema,
           p.proname AS name,
           p.prokind AS kind,
           pg_catalog.pg_get_userbyid(p.proowner) AS owner,
           l.lanname AS language,
           p.provolatile AS volatility,
           p.proisstrict AS "isStrict",
           p.prosecdef AS "isSecurityDefiner",
           p.proretset AS "returnsSet",
           ARRAY(SELECT a.type::int8 FROM pg_catalog.unnest(p.proargtypes::oid[]) WITH ORDINALITY a (type, position) ORDER BY a.position) AS "argumentTypes",
           COALESCE(p.proargnames, '{}') AS "parameterNames",
           COALESCE(p.proargmodes, '{}') AS "parameterModes",
           p.pronargdefaults AS "defaultArguments",
           p.provariadic <> 0 AS "isVariadic",
           p.prorettype::int8 AS "returnType",
           p.prosrc AS body,
           CASE WHEN p.prosqlbody IS NOT NULL AND p.oid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_function_sqlbody(p.oid) END AS "sqlBody",
           CASE WHEN l.lanname IN ('plpgsql', 'sql') AND p.prokind <> 'a' AND p.prosqlbody IS NULL
                THEN pg_catalog.pg_get_functiondef(p.oid) END AS definition,
           COALESCE(p.proconfig, '{}') AS settings
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language l ON l.oid = p.prolang
     WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' OR n.oid = pg_catalog.pg_my_temp_schema()
  ) x

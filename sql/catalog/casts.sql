-- Purpose: casts that users or extensions made, with the volatility of their functions.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT c.oid::int8 AS oid,
           c.castsource::int8 AS source,
           c.casttarget::int8 AS target,
           c.castcontext AS context,
           c.castmethod AS method,
           c.castfunc::int8 AS function,
           (SELECT p.provolatile FROM pg_catalog.pg_proc p WHERE p.oid = c.castfunc) AS volatility
      FROM pg_catalog.pg_cast c
     WHERE c.oid >= 16384
  ) x

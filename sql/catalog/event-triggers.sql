-- Purpose: event triggers.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.name), '[]')
  FROM (
    SELECT e.oid::int8 AS oid,
           e.evtname AS name,
           e.evtevent AS event,
           e.evtfoid::int8 AS function,
           e.evtenabled AS enabled,
           pg_catalog.pg_get_userbyid(e.evtowner) AS owner,
           COALESCE(e.evttags, '{}') AS tags
      FROM pg_catalog.pg_event_trigger e
  ) x

-- Purpose: tables, indexes, views and sequences that users made, with their sizes.
-- The size of a relation that another session has locked is NULL.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on each. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(r ORDER BY r.oid), '[]')
  FROM (
    SELECT c.oid::int8 AS oid,
           CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END AS schema,
           c.relname AS name,
           c.relkind AS kind,
           c.relpersistence AS persistence,
           pg_catalog.pg_get_userbyid(c.relowner) AS owner,
           c.reltuples::int8 AS rows,
           CASE WHEN c.oid = ANY (pg_catalog.current_setting('flyback.locked')::oid[]) THEN NULL
                WHEN c.relkind IN ('r', 'm', 'i', 'S') THEN pg_catalog.pg_relation_size(c.oid)
                ELSE 0 END AS bytes,
           c.relpages AS pages,
           c.reltoastrelid <> 0 AS "hasToast",
           c.reltablespace::int8 AS tablespace,
           c.relam::int8 AS "accessMethod",
           NULLIF(c.reloftype, 0)::int8 AS "ofType",
           COALESCE(c.reloptions, '{}') AS options,
           c.relreplident AS "replicaIdentity",
           c.relispopulated AS "isPopulated",
           c.relrowsecurity AS "hasRowSecurity",
           CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, 0) END AS "partitionBound",
           ARRAY(SELECT i.inhparent::int8 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno) AS parents,
           EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND i.inhdetachpending) AS "isDetachPending",
           CASE WHEN c.relkind IN ('v', 'm') AND c.oid <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE (n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' OR n.oid = pg_catalog.pg_my_temp_schema())
       AND c.relkind IN ('r', 'p', 'v', 'm', 'i', 'I', 'S', 'f', 'c')
  ) r

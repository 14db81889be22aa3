-- Purpose: all relations of users with their files and sizes, as they are before a script is observed, and what the session has
-- counted of them but not yet reported.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the relations, briefly. Privileges: none.
SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_table_is_visible(c.oid), i.indrelid,
       COALESCE(pg_catalog.pg_relation_filenode(c.oid), 0),
       CASE WHEN c.relkind IN ('r', 'm', 'i', 't', 'S') THEN COALESCE(pg_catalog.pg_relation_size(c.oid), 0) ELSE 0 END,
       COALESCE(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0), COALESCE(pg_catalog.pg_stat_get_xact_blocks_fetched(c.oid), 0)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
 WHERE c.oid >= 16384 AND c.relpersistence <> 't' AND c.relkind <> 'c'

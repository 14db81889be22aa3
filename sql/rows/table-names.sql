-- Purpose: the tables of a database by OID, with the names and types of their columns: what has become of one is told by its number.
-- Parameters: without_relations (`schema.name`).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT c.oid::int8, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), n.nspname, c.relname,
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))), '[]')
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\_%'
   AND n.nspname <> 'information_schema' AND n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
 ORDER BY c.oid

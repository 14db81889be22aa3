-- Purpose: the tables that have rows, with the columns whose values can be compared, quoted and in order of name.
-- Generated columns are left out: they follow from the others.
-- Parameters: without_schemas, without_relations (`schema.name`).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the tables, briefly. Privileges: none.
SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), n.nspname, c.relname,
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.quote_ident(a.attname) ORDER BY a.attname), '[]')
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
   AND n.nspname <> ALL (:'without_schemas'::text[])
   AND n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
   AND pg_catalog.pg_relation_size(c.oid) > 0
 ORDER BY 1

-- Purpose: how far each sequence has counted, by its quoted name; NULL: it has not yet given a number.
-- Parameters: without_schemas, without_relations.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the sequences. Privileges: those of whom it may not be read are left out.
SELECT c.oid::regclass::text, pg_sequence_last_value(c.oid)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname <> ALL (:'without_schemas'::text[])
   AND n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
   AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT, USAGE') END

-- Purpose: INVALID indexes that a REINDEX CONCURRENTLY has left behind: oid, quoted name, oid of the table, in the order of their names.
-- Parameters: relation (table or index as regclass takes it, or NULL), schema (its name, or NULL); both NULL: the whole database.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
WITH target AS (
    SELECT r.oid FROM pg_catalog.pg_class r WHERE r.oid = pg_catalog.to_regclass(:'relation'::text)
    UNION
    SELECT p.relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(:'relation'::text)) p
)
SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname), x.indrelid
  FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT x.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
   AND n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast'
   AND (:'schema'::text IS NULL OR n.nspname = :'schema'::text)
   AND (:'relation'::text IS NULL OR x.indrelid IN (SELECT t.oid FROM target t)
        OR EXISTS (SELECT FROM target t
                     JOIN pg_catalog.pg_index o ON o.indexrelid = t.oid
                     JOIN pg_catalog.pg_class i ON i.oid = o.indexrelid
                    WHERE o.indrelid = x.indrelid AND pg_catalog.starts_with(i.relname::text, pg_catalog.regexp_replace(c.relname, '_cc(new|old)[0-9]*$', ''))))
 ORDER BY 2

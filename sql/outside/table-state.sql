-- Purpose: the table of a CREATE INDEX as the search path finds it, and the relation that has the name of the index, or, without a name, the indexes that could be it: the table's oid, schema, name, kind, persistence; then name, oid, schema, kind of the index, whether it is valid, whether it belongs to this table, its definition behind USING, and the index that it is a partition of.
-- Parameters: table (as regclass takes it), index (its name or NULL), columns (number of all its columns, where it has no name).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE for an instant on the indexes. Privileges: none.
SELECT t.oid, n.nspname, t.relname, t.relkind, t.relpersistence,
       c.relname AS index_name, c.oid AS index_oid, c.relkind AS index_kind, x.indisvalid, x.indrelid = t.oid AS is_of_table,
       CASE WHEN x.indrelid = t.oid THEN
            CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END
            || pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(x.indexrelid), '^.*? USING ', '') END AS definition,
       (SELECT h.inhparent FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) AS parent_oid
  FROM pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  LEFT JOIN (pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid)
    ON CASE WHEN :'index'::name IS NULL
            THEN x.indrelid = t.oid AND x.indnatts = :columns
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid AND k.conrelid = t.oid)
            ELSE c.relnamespace = t.relnamespace AND c.relname = :'index'::name END
 WHERE t.oid = pg_catalog.to_regclass(:'table')
 ORDER BY x.indisvalid, c.oid

-- Purpose: what a row of each wanted table must look like: columns, types, checks, keys, foreign keys, partitions; with the tables that they refer to.
-- Expressions are printed for the session's own search path, in which they will be used.
-- Parameters: without_relations (`schema.name`), is_enforced (the column of PostgreSQL 18 and later, true before). The wanted tables are in the setting
-- flyback.wanted_tables (an array of qualified and quoted names; empty: all), so that the session can keep the plan.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the tables, briefly. Privileges: none.
WITH RECURSIVE wanted AS (
  SELECT c.oid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
     AND n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
     AND CASE pg_catalog.current_setting('flyback.wanted_tables') WHEN '' THEN NOT c.relispartition
         ELSE pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
              = ANY (pg_catalog.current_setting('flyback.wanted_tables')::text[]) END
  UNION
  SELECT o.confrelid
    FROM wanted w
    JOIN pg_catalog.pg_constraint o ON o.conrelid = w.oid AND o.contype = 'f'
    -- A key that refers to a partitioned table has further rows, one for each partition.
   WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = o.conparentid AND p.conrelid = o.conrelid)
), used_types AS (
  SELECT DISTINCT a.atttypid AS oid
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT x.oid
    FROM used_types u
    JOIN pg_catalog.pg_type t ON t.oid = u.oid
   CROSS JOIN LATERAL (
     SELECT t.typbasetype
     UNION ALL SELECT t.typelem WHERE t.typcategory = 'A'
     UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
     UNION ALL SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid
     UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
   ) x(oid)
   WHERE x.oid <> 0
)
SELECT pg_catalog.json_build_object(
  'tables', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'oid', c.oid::int8,
      'schema', n.nspname,
      'name', c.relname,
      'identity', pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
      'isPartitioned', c.relkind = 'p',
      'hasRows', CASE c.relkind WHEN 'r' THEN pg_catalog.pg_relation_size(c.oid) > 0
                 ELSE EXISTS (SELECT FROM pg_catalog.pg_partition_tree(c.oid) p WHERE p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 0) END,
      'hasTriggers', EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A')),
      'columns', (
        SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'number', a.attnum,
          'name', a.attname,
          'type', a.atttypid::int8,
          'modifier', a.atttypmod,
          'typeText', pg_catalog.format_type(a.atttypid, a.atttypmod),
          'isNotNull', a.attnotnull,
          'identity', a.attidentity,
          'isGenerated', a.attgenerated <> '',
          'defaultExpression', CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
          'sequence', pg_catalog.pg_get_serial_sequence(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), a.attname)
        ) ORDER BY a.attnum), '[]')
          FROM pg_catalog.pg_attribute a
          LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      'checks', (
        SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'name', o.conname,
          'expression', pg_catalog.pg_get_expr(o.conbin, o.conrelid),
          'columns', o.conkey
        ) ORDER BY o.conname), '[]')
          FROM pg_catalog.pg_constraint o
         WHERE o.conrelid = c.oid AND o.contype = 'c' AND :is_enforced),
      'keys', (
        SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'isPrimary', i.indisprimary,
          'isImmediate', i.indimmediate,
          'isPlain', i.indisunique AND i.indexprs IS NULL AND i.indpred IS NULL,
          'columns', CASE WHEN i.indexprs IS NULL THEN (SELECT pg_catalog.array_agg(k.number ORDER BY k.place)
                                                          FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
                                                         WHERE k.place <= i.indnkeyatts)
                     ELSE (SELECT pg_catalog.array_agg(DISTINCT e.refobjsubid) FROM pg_catalog.pg_depend e
                            WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = i.indexrelid
                              AND e.refclassid = 'pg_catalog.pg_class'::regclass AND e.refobjid = c.oid AND e.refobjsubid > 0) END
        ) ORDER BY i.indisprimary DESC, i.indexrelid), '[]')
          FROM pg_catalog.pg_index i
         WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion) AND i.indislive),
      'foreignKeys', (
        SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'name', o.conname,
          'columns', o.conkey,
          'table', o.confrelid::int8,
          'referencedColumns', o.confkey,
          'isDeferrable', o.condeferrable
        ) ORDER BY pg_catalog.cardinality(o.conkey) DESC, o.conname), '[]')
          FROM pg_catalog.pg_constraint o
         WHERE o.conrelid = c.oid AND o.contype = 'f' AND :is_enforced
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = o.conparentid AND p.conrelid = o.conrelid)),
      'bounds', CASE
        WHEN c.relkind = 'p' THEN (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.pg_get_partition_constraintdef(p.relid) ORDER BY p.relid::text), '[]')
                                     FROM pg_catalog.pg_partition_tree(c.oid) p WHERE p.isleaf AND p.relid <> c.oid)
        WHEN c.relispartition THEN pg_catalog.json_build_array(pg_catalog.pg_get_partition_constraintdef(c.oid)) END
    ) ORDER BY n.nspname, c.relname)
      FROM wanted w
      JOIN pg_catalog.pg_class c ON c.oid = w.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace),
  'types', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'oid', t.oid::int8,
      'name', t.typname,
      'isBuiltIn', n.nspname = 'pg_catalog',
      'sql', pg_catalog.format_type(t.oid, -1),
      'kind', t.typtype,
      'category', t.typcategory,
      'base', t.typbasetype::int8,
      'baseModifier', t.typtypmod,
      'isNotNull', t.typnotnull,
      'element', CASE WHEN t.typcategory = 'A' THEN t.typelem::int8 ELSE 0 END,
      'subtype', COALESCE((SELECT r.rngsubtype::int8 FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid),
                          (SELECT r.rngtypid::int8 FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid), 0),
      'labels', (SELECT COALESCE(pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
      'checks', (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.pg_get_expr(o.conbin, 0) ORDER BY o.conname), '[]')
                   FROM pg_catalog.pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c'),
      'attributes', (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object('type', a.atttypid::int8, 'modifier', a.atttypmod) ORDER BY a.attnum), '[]')
                       FROM pg_catalog.pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
    ))
      FROM used_types u
      JOIN pg_catalog.pg_type t ON t.oid = u.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace))

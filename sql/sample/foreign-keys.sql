-- Purpose: foreign keys as they were declared (not what they become on partitions), with the tables that hold rows on both sides,
-- and the operators that compare key and reference. A period (18) is matched by what overlaps with it.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT k.oid::int8, k.conname, cn.nspname, c.relname, c.relkind = 'p', pn.nspname, p.relname, p.relkind = 'p',
       (SELECT pg_catalog.json_agg(a.attname ORDER BY x.at) FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY x (attnum, at)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.attnum),
       (SELECT pg_catalog.json_agg(a.attname ORDER BY x.at) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY x (attnum, at)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.attnum),
       (SELECT pg_catalog.json_agg(CASE WHEN (pg_catalog.to_jsonb(k) ->> 'conperiod')::bool AND x.at = pg_catalog.cardinality(k.conkey)
                                        THEN 'OPERATOR(pg_catalog.&&)'
                                        ELSE pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname) END ORDER BY x.at)
          FROM pg_catalog.unnest(k.conpfeqop) WITH ORDINALITY x (opr, at)
          JOIN pg_catalog.pg_operator o ON o.oid = x.opr
          JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace),
       (SELECT COALESCE(pg_catalog.json_agg(t.relid::oid::int8), pg_catalog.json_build_array(k.conrelid::int8))
          FROM pg_catalog.pg_partition_tree(k.conrelid) t WHERE t.isleaf AND c.relkind = 'p'),
       (SELECT COALESCE(pg_catalog.json_agg(t.relid::oid::int8), pg_catalog.json_build_array(k.confrelid::int8))
          FROM pg_catalog.pg_partition_tree(k.confrelid) t WHERE t.isleaf AND p.relkind = 'p'),
       k.convalidated AND COALESCE((pg_catalog.to_jsonb(k) ->> 'conenforced')::bool, true),
       pg_catalog.has_table_privilege(k.confrelid, 'SELECT'),
       NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND a.attnotnull)
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
  JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
  JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
 WHERE k.contype = 'f' AND k.conparentid = 0
 ORDER BY k.oid

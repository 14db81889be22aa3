-- Purpose: which values of text columns are codes and no person's: the most common ones, where a column has few, each often, that look like a code.
-- Nothing else of the statistics leaves the server.
-- Parameters: tables (oids), pattern (of codes), most_values, least_rows.
-- PostgreSQL: 14-18. Locks: none. Privileges: statistics of columns that the role may not read are not shown.
SELECT c.oid::int8, s.attname, pg_catalog.json_agg(v.value ORDER BY v.value)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(s.most_common_vals::text::text[]), pg_catalog.unnest(s.most_common_freqs)) v (value, share)
 WHERE c.oid = ANY (:'tables'::oid[]) AND t.typcategory = 'S' AND s.n_distinct BETWEEN 2 AND :most_values
   AND v.share * c.reltuples >= :least_rows AND v.value ~ :'pattern'
 GROUP BY c.oid, s.attname

-- Purpose: the columns of tables with values that a sample may miss: NULLs that are rare, and few values of which some are rare.
-- A value that comes only once is in no list of common ones.
-- Parameters: tables (oids), fraction (of the sample), few_rows (in the sample; what comes more often needs no care), most_values.
-- PostgreSQL: 14-18. Locks: none. Privileges: statistics of columns that the role may not read are not shown.
SELECT c.oid::int8, s.attname,
       s.null_frac > 0 AND s.null_frac * c.reltuples * :fraction < :few_rows,
       COALESCE(s.n_distinct BETWEEN 2 AND :most_values
                AND (s.n_distinct > pg_catalog.cardinality(s.most_common_freqs)
                     OR (SELECT pg_catalog.min(f.share) FROM pg_catalog.unnest(s.most_common_freqs) f (share)) * c.reltuples * :fraction < :few_rows), false)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited
 WHERE c.oid = ANY (:'tables'::oid[]) AND c.reltuples > 0

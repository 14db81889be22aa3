-- Purpose: the types of columns and what those are made of: elements, fields, base types, subtypes of ranges; with the CHECK constraints of domains.
-- Parameters: tables (oids).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
WITH RECURSIVE used (oid) AS (
  SELECT DISTINCT a.atttypid
    FROM pg_catalog.pg_attribute a
   WHERE a.attrelid = ANY (:'tables'::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
   UNION
  SELECT part.oid
    FROM used u
    JOIN pg_catalog.pg_type t ON t.oid = u.oid
    CROSS JOIN LATERAL (
      SELECT t.typelem WHERE t.typcategory = 'A'
       UNION ALL
      SELECT t.typbasetype WHERE t.typtype = 'd'
       UNION ALL
      SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
       UNION ALL
      SELECT a.atttypid FROM pg_catalog.pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    ) part (oid)
)
SELECT t.oid::int8, n.nspname, t.typname, t.typtype,
       CASE WHEN t.typcategory = 'A' THEN t.typelem::int8 WHEN t.typtype = 'd' THEN t.typbasetype::int8
            WHEN t.typtype IN ('r', 'm') THEN (SELECT r.rngsubtype::int8 FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)) END,
       t.typcategory = 'A', t.typtypmod,
       (SELECT e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
         WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e'),
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, a.atttypid::int8, a.atttypmod) ORDER BY a.attnum), '[]')
          FROM pg_catalog.pg_attribute a
         WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped),
       (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.pg_get_constraintdef(k.oid)), '[]')
          FROM pg_catalog.pg_constraint k
         WHERE t.typtype = 'd' AND k.contypid = t.oid AND k.contype = 'c')
  FROM used u
  JOIN pg_catalog.pg_type t ON t.oid = u.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace

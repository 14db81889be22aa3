-- Purpose: sequences with their parameters and the column that owns them, without their values.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'sequence', r.name, NULL::int8,
       concat_ws(E'\n',
           CASE r.relpersistence WHEN 'u' THEN 'unlogged' END,
           'as ' || format_type(s.seqtypid, NULL),
           'start with ' || s.seqstart, 'increment by ' || s.seqincrement, 'minvalue ' || s.seqmin, 'maxvalue ' || s.seqmax, 'cache ' || s.seqcache,
           CASE WHEN s.seqcycle THEN 'cycle' END,
           CASE d.deptype WHEN 'i' THEN 'identity of ' WHEN 'a' THEN 'owned by ' END || d.refobjid::regclass || '.' || quote_ident(a.attname)),
       NULL, r.relowner, 'pg_class'::regclass::oid, r.oid, 0, r.relacl, 's', 'table ' || d.refobjid::regclass
  FROM relation r
  JOIN pg_sequence s ON s.seqrelid = r.oid
  LEFT JOIN dependency d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid

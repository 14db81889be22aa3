-- Purpose: the columns of tables. `used`: other things are computed from it (generated columns, expression indexes, CHECK constraints);
-- `unique`: it is part of a unique or exclusion index, also by an expression; `key`: of a primary key.
-- Before 15 generated columns depend on others themselves, since then their expressions do.
-- Parameters: tables (oids).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT a.attrelid::int8, a.attname, a.atttypid::int8, a.atttypmod, a.attnotnull, a.atthasdef OR a.attidentity <> '', a.attgenerated <> '',
       pg_catalog.col_description(a.attrelid, a.attnum),
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
                  AND (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                       AND EXISTS (SELECT FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_attribute g ON g.attrelid = f.adrelid AND g.attnum = f.adnum
                                    WHERE f.oid = d.objid AND g.attgenerated <> '')
                       OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = a.attrelid
                       AND EXISTS (SELECT FROM pg_catalog.pg_attribute g WHERE g.attrelid = a.attrelid AND g.attnum = d.objsubid AND g.attgenerated <> '')
                       OR d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                       AND EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.oid = d.objid AND k.contype = 'c')
                       OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                       AND EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indexrelid = d.objid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)))),
       EXISTS (SELECT FROM pg_catalog.pg_index i
                WHERE i.indrelid = a.attrelid AND (i.indisunique OR i.indisexclusion)
                  AND (a.attnum = ANY (i.indkey::int2[])
                       OR i.indexprs IS NOT NULL
                       AND EXISTS (SELECT FROM pg_catalog.pg_depend d
                                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
                                      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                      AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum))),
       EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey::int2[]))
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = ANY (:'tables'::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum

-- Purpose: enum, composite, range, base and shell types and domains. A type that its own functions need can stand in for itself as a shell.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT m.kind, m.name, upper(m.kind) || ' ' || m.name,
       ARRAY[CASE t.typtype
            WHEN 'e' THEN 'CREATE TYPE ' || m.name || E' AS ENUM (\n' || COALESCE((SELECT string_agg('    ' || quote_literal(l.enumlabel), E',\n' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid), '') || E'\n)'
            WHEN 'c' THEN 'CREATE TYPE ' || m.name || E' AS (\n' || COALESCE((SELECT string_agg(concat_ws(' ', '    ' || quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                                                CASE WHEN a.attcollation <> y.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END), E',\n' ORDER BY a.attnum)
                             FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || E'\n)'
            WHEN 'd' THEN concat_ws(' ', 'CREATE DOMAIN ' || m.name || ' AS ' || format_type(t.typbasetype, t.typtypmod),
                                    CASE WHEN t.typcollation <> b.typcollation THEN 'COLLATE ' || t.typcollation::regcollation END,
                                    'DEFAULT ' || COALESCE(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)),
                                    CASE WHEN t.typnotnull THEN COALESCE((SELECT 'CONSTRAINT ' || quote_ident(o.conname) || ' ' FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'n'), '') || 'NOT NULL' END)
            WHEN 'r' THEN (SELECT 'CREATE TYPE ' || m.name || E' AS RANGE (\n' || concat_ws(E',\n', '    SUBTYPE = ' || format_type(g.rngsubtype, NULL),
                                            '    SUBTYPE_OPCLASS = ' || (SELECT quote_ident(k.nspname) || '.' || quote_ident(c.opcname) FROM pg_opclass c JOIN pg_namespace k ON k.oid = c.opcnamespace WHERE c.oid = g.rngsubopc),
                                            CASE WHEN g.rngcollation <> 0 THEN '    COLLATION = ' || g.rngcollation::regcollation END,
                                            CASE WHEN g.rngcanonical <> 0 THEN '    CANONICAL = ' || g.rngcanonical::regproc END,
                                            CASE WHEN g.rngsubdiff <> 0 THEN '    SUBTYPE_DIFF = ' || g.rngsubdiff::regproc END,
                                            '    MULTIRANGE_TYPE_NAME = ' || format_type(g.rngmultitypid, NULL)) || E'\n)' FROM pg_range g WHERE g.rngtypid = t.oid)
            WHEN 'b' THEN 'CREATE TYPE ' || m.name || E' (\n' || concat_ws(E',\n', '    INPUT = ' || t.typinput::regproc, '    OUTPUT = ' || t.typoutput::regproc,
                                    '    RECEIVE = ' || NULLIF(t.typreceive::oid, 0)::regproc, '    SEND = ' || NULLIF(t.typsend::oid, 0)::regproc,
                                    '    TYPMOD_IN = ' || NULLIF(t.typmodin::oid, 0)::regproc, '    TYPMOD_OUT = ' || NULLIF(t.typmodout::oid, 0)::regproc,
                                    '    ANALYZE = ' || NULLIF(t.typanalyze::oid, 0)::regproc, '    SUBSCRIPT = ' || NULLIF(t.typsubscript::oid, 0)::regproc,
                                    '    INTERNALLENGTH = ' || CASE WHEN t.typlen < 0 THEN 'VARIABLE' ELSE t.typlen::text END, CASE WHEN t.typbyval THEN '    PASSEDBYVALUE' END,
                                    '    ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
                                    '    STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END,
                                    '    CATEGORY = ' || quote_literal(t.typcategory::text), CASE WHEN t.typispreferred THEN '    PREFERRED = true' END, '    DELIMITER = ' || quote_literal(t.typdelim::text),
                                    '    DEFAULT = ' || quote_literal(t.typdefault), CASE WHEN t.typelem <> 0 THEN '    ELEMENT = ' || format_type(t.typelem, NULL) END,
                                    CASE WHEN t.typcollation <> 0 THEN '    COLLATABLE = true' END) || E'\n)'
            ELSE 'CREATE TYPE ' || m.name END],
       NULL::text, false,
       CASE WHEN t.typtype IN ('b', 'r') THEN jsonb_build_object('standIn', jsonb_build_array('CREATE TYPE ' || m.name)) END,
       t.typowner, 'pg_type'::regclass::oid, t.oid, 0, t.typacl, 'T'
  FROM pg_type t
  JOIN namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_type b ON b.oid = t.typbasetype
 CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS kind, n.name || '.' || quote_ident(t.typname) AS name) m
 WHERE (t.typtype IN ('e', 'd', 'r', 'p')
        OR t.typtype = 'c' AND EXISTS (SELECT FROM relation r WHERE r.oid = t.typrelid AND r.relkind = 'c')
        OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type y WHERE y.typarray = t.oid))
   AND NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)

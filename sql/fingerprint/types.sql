-- Purpose: enum, composite, range, base and shell types and domains.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, n.name || '.' || quote_ident(t.typname), NULL::int8,
       CASE t.typtype
            WHEN 'e' THEN (SELECT concat_ws(E'\n', 'enum', string_agg(quote_literal(l.enumlabel), E'\n' ORDER BY l.enumsortorder)) FROM pg_enum l WHERE l.enumtypid = t.oid)
            WHEN 'c' THEN (SELECT concat_ws(E'\n', 'composite', string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                                                CASE WHEN a.attcollation <> y.typcollation THEN 'collate ' || a.attcollation::regcollation END), E'\n' ORDER BY a.attnum))
                             FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
            WHEN 'd' THEN concat_ws(E'\n', 'type ' || format_type(t.typbasetype, t.typtypmod),
                                    CASE WHEN t.typcollation <> b.typcollation THEN 'collate ' || t.typcollation::regcollation END,
                                    CASE WHEN t.typnotnull THEN 'not null' END,
                                    'default ' || COALESCE(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)))
            WHEN 'r' THEN (SELECT concat_ws(E'\n', 'range', 'subtype ' || format_type(g.rngsubtype, NULL),
                                            'opclass ' || (SELECT k.name || '.' || quote_ident(c.opcname) FROM pg_opclass c
                                                             JOIN (SELECT s.oid, quote_ident(s.nspname) AS name FROM pg_namespace s) k ON k.oid = c.opcnamespace WHERE c.oid = g.rngsubopc),
                                            CASE WHEN g.rngcollation <> 0 THEN 'collate ' || g.rngcollation::regcollation END,
                                            CASE WHEN g.rngcanonical <> 0 THEN 'canonical ' || g.rngcanonical::regprocedure END,
                                            CASE WHEN g.rngsubdiff <> 0 THEN 'subtype_diff ' || g.rngsubdiff::regprocedure END,
                                            'multirange ' || format_type(g.rngmultitypid, NULL)) FROM pg_range g WHERE g.rngtypid = t.oid)
            WHEN 'b' THEN concat_ws(E'\n', 'base', 'input ' || t.typinput::regprocedure, 'output ' || t.typoutput::regprocedure,
                                    'receive ' || NULLIF(t.typreceive::oid, 0)::regprocedure, 'send ' || NULLIF(t.typsend::oid, 0)::regprocedure,
                                    'typmod_in ' || NULLIF(t.typmodin::oid, 0)::regprocedure, 'typmod_out ' || NULLIF(t.typmodout::oid, 0)::regprocedure,
                                    'analyze ' || NULLIF(t.typanalyze::oid, 0)::regprocedure, 'subscript ' || NULLIF(t.typsubscript::oid, 0)::regprocedure,
                                    'internallength ' || t.typlen, CASE WHEN t.typbyval THEN 'passedbyvalue' END, 'alignment ' || t.typalign::text, 'storage ' || t.typstorage::text,
                                    'category ' || quote_literal(t.typcategory::text), CASE WHEN t.typispreferred THEN 'preferred' END, 'delimiter ' || quote_literal(t.typdelim::text),
                                    'default ' || quote_literal(t.typdefault), CASE WHEN t.typelem <> 0 THEN 'element ' || format_type(t.typelem, NULL) END,
                                    CASE WHEN t.typcollation <> 0 THEN 'collatable' END)
            ELSE 'shell' END,
       NULL, t.typowner, 'pg_type'::regclass::oid, t.oid, 0, t.typacl, 'T', NULL
  FROM pg_type t
  JOIN namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_type b ON b.oid = t.typbasetype
 WHERE (t.typtype IN ('e', 'd', 'r', 'p')
        OR t.typtype = 'c' AND EXISTS (SELECT FROM relation r WHERE r.oid = t.typrelid AND r.relkind = 'c')
        OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type y WHERE y.typarray = t.oid))
   AND NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)

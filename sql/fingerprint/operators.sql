-- Purpose: operators, operator classes and operator families with their members.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.*, NULL FROM (
    SELECT 'operator', o.oid::regoperator::text, NULL::int8,
           concat_ws(E'\n', 'function ' || NULLIF(o.oprcode::oid, 0)::regprocedure,
               'commutator ' || NULLIF(o.oprcom, 0)::regoperator, 'negator ' || NULLIF(o.oprnegate, 0)::regoperator,
               'restrict ' || NULLIF(o.oprrest::oid, 0)::regprocedure, 'join ' || NULLIF(o.oprjoin::oid, 0)::regprocedure,
               CASE WHEN o.oprcanhash THEN 'hashes' END, CASE WHEN o.oprcanmerge THEN 'merges' END),
           NULL, o.oprowner, 'pg_operator'::regclass::oid, o.oid, 0, NULL::aclitem[], NULL::text
      FROM pg_operator o
      JOIN namespace n ON n.oid = o.oprnamespace
    UNION ALL
    SELECT 'operator class', n.name || '.' || quote_ident(c.opcname) || ' using ' || quote_ident(a.amname), NULL,
           concat_ws(E'\n', 'for type ' || format_type(c.opcintype, NULL), CASE WHEN c.opcdefault THEN 'default' END,
               'family ' || quote_ident(g.nspname) || '.' || quote_ident(f.opfname),
               'storage ' || format_type(NULLIF(c.opckeytype, 0), NULL)),
           NULL, c.opcowner, 'pg_opclass'::regclass::oid, c.oid, 0, NULL, NULL
      FROM pg_opclass c
      JOIN namespace n ON n.oid = c.opcnamespace
      JOIN pg_am a ON a.oid = c.opcmethod
      JOIN pg_opfamily f ON f.oid = c.opcfamily
      JOIN pg_namespace g ON g.oid = f.opfnamespace
    UNION ALL
    SELECT 'operator family', n.name || '.' || quote_ident(f.opfname) || ' using ' || quote_ident(a.amname), NULL,
           concat_ws(E'\n', 'operator family',
               (SELECT string_agg(concat_ws(' ', 'operator', m.amopstrategy, m.amopopr::regoperator,
                                            'for order by ' || (SELECT quote_ident(s.opfname) FROM pg_opfamily s WHERE s.oid = m.amopsortfamily)),
                                  E'\n' ORDER BY m.amopstrategy, m.amopopr::regoperator::text COLLATE "C") FROM pg_amop m WHERE m.amopfamily = f.oid),
               (SELECT string_agg(concat_ws(' ', 'function', m.amprocnum, format('(%s, %s)', format_type(m.amproclefttype, NULL), format_type(m.amprocrighttype, NULL)),
                                            m.amproc::regprocedure),
                                  E'\n' ORDER BY m.amprocnum, m.amproc::regprocedure::text COLLATE "C", format_type(m.amproclefttype, NULL) COLLATE "C",
                                                 format_type(m.amprocrighttype, NULL) COLLATE "C") FROM pg_amproc m WHERE m.amprocfamily = f.oid)),
           NULL, f.opfowner, 'pg_opfamily'::regclass::oid, f.oid, 0, NULL, NULL
      FROM pg_opfamily f
      JOIN namespace n ON n.oid = f.opfnamespace
      JOIN pg_am a ON a.oid = f.opfmethod
  ) o (kind, name, place, definition, detail, owner, class, oid, part, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

-- Purpose: operators, operator families with the members that belong to no class, and operator classes with theirs.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.* FROM (
    SELECT 'operator', o.oid::regoperator::text,
           'OPERATOR ' || n.name || '.' || o.oprname || format(' (%s, %s)', COALESCE(format_type(NULLIF(o.oprleft, 0), NULL), 'NONE'), COALESCE(format_type(NULLIF(o.oprright, 0), NULL), 'NONE')),
           -- What is only named by another operator comes with that one.
           CASE WHEN o.oprcode <> 0 THEN
           ARRAY['CREATE OPERATOR ' || n.name || '.' || o.oprname || E' (\n' || concat_ws(E',\n', '    FUNCTION = ' || o.oprcode::regproc,
               '    LEFTARG = ' || format_type(NULLIF(o.oprleft, 0), NULL), '    RIGHTARG = ' || format_type(NULLIF(o.oprright, 0), NULL),
               (SELECT '    COMMUTATOR = OPERATOR(' || quote_ident(s.nspname) || '.' || x.oprname || ')' FROM pg_operator x JOIN pg_namespace s ON s.oid = x.oprnamespace WHERE x.oid = o.oprcom),
               (SELECT '    NEGATOR = OPERATOR(' || quote_ident(s.nspname) || '.' || x.oprname || ')' FROM pg_operator x JOIN pg_namespace s ON s.oid = x.oprnamespace WHERE x.oid = o.oprnegate),
               '    RESTRICT = ' || NULLIF(o.oprrest::oid, 0)::regproc, '    JOIN = ' || NULLIF(o.oprjoin::oid, 0)::regproc,
               CASE WHEN o.oprcanhash THEN '    HASHES' END, CASE WHEN o.oprcanmerge THEN '    MERGES' END) || E'\n)'] ELSE '{}' END,
           NULL::text, false, NULL::jsonb, o.oprowner, 'pg_operator'::regclass::oid, o.oid, 0, NULL::aclitem[], NULL::text
      FROM pg_operator o
      JOIN namespace n ON n.oid = o.oprnamespace
    UNION ALL
    SELECT 'operator class', n.name || '.' || quote_ident(c.opcname) || ' using ' || quote_ident(a.amname), 'OPERATOR CLASS ' || n.name || '.' || quote_ident(c.opcname) || ' USING ' || quote_ident(a.amname),
           ARRAY['CREATE OPERATOR CLASS ' || n.name || '.' || quote_ident(c.opcname) || CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END || ' FOR TYPE ' || format_type(c.opcintype, NULL)
                 || ' USING ' || quote_ident(a.amname) || ' FAMILY ' || quote_ident(g.nspname) || '.' || quote_ident(f.opfname) || E' AS\n'
                 || COALESCE((SELECT string_agg('    ' || x.text, E',\n' ORDER BY x.place, x.number, x.text COLLATE "C") FROM (
                         SELECT 0 AS place, 0 AS number, 'STORAGE ' || format_type(COALESCE(NULLIF(c.opckeytype, 0), c.opcintype), NULL) AS text
                          WHERE c.opckeytype <> 0 OR NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid AND d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass))
                         UNION ALL SELECT 1, m.amopstrategy, m.text FROM family_operator m WHERE m.holder_class = 'pg_opclass'::regclass AND m.holder = c.oid
                         UNION ALL SELECT 2, m.amprocnum, m.text FROM family_function m WHERE m.holder_class = 'pg_opclass'::regclass AND m.holder = c.oid) x), '')],
           NULL, false, NULL, c.opcowner, 'pg_opclass'::regclass::oid, c.oid, 0, NULL, NULL
      FROM pg_opclass c
      JOIN namespace n ON n.oid = c.opcnamespace
      JOIN pg_am a ON a.oid = c.opcmethod
      JOIN pg_opfamily f ON f.oid = c.opcfamily
      JOIN pg_namespace g ON g.oid = f.opfnamespace
    UNION ALL
    SELECT 'operator family', m.name, 'OPERATOR FAMILY ' || m.sql_name,
           ARRAY['CREATE OPERATOR FAMILY ' || m.sql_name], NULL, false,
           jsonb_build_object('completion', COALESCE((SELECT jsonb_agg('ALTER OPERATOR FAMILY ' || m.sql_name || ' ADD ' || x.text ORDER BY x.place, x.number, x.text COLLATE "C") FROM (
                         SELECT 1 AS place, o.amopstrategy AS number, o.text FROM family_operator o WHERE o.holder_class = 'pg_opfamily'::regclass AND o.holder = f.oid
                         UNION ALL SELECT 2, o.amprocnum, o.text FROM family_function o WHERE o.holder_class = 'pg_opfamily'::regclass AND o.holder = f.oid) x), '[]')),
           f.opfowner, 'pg_opfamily'::regclass::oid, f.oid, 0, NULL, NULL
      FROM pg_opfamily f
      JOIN namespace n ON n.oid = f.opfnamespace
      JOIN pg_am a ON a.oid = f.opfmethod
     CROSS JOIN LATERAL (SELECT n.name || '.' || quote_ident(f.opfname) || ' using ' || quote_ident(a.amname) AS name, n.name || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(a.amname) AS sql_name) m
  ) o (kind, name, words, create_statements, drop_statement, is_late, more, owner, class, oid, part, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

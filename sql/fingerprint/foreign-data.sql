-- Purpose: foreign-data wrappers, servers and user mappings; what could be a secret among their options only as a hash.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none; options of user mappings are told to superusers and those whose they are.
SELECT o.kind, o.name, NULL::int8,
       concat_ws(E'\n', o.lines,
           (SELECT string_agg(format('option %s %s', x.option_name,
                                     CASE WHEN x.option_name ~* 'pass|secret|token|key' AND x.option_value <> ''
                                          THEN 'sha256:' || left(encode(sha256(convert_to(o.name || x.option_value, 'UTF8')), 'hex'), 16) ELSE quote_literal(x.option_value) END),
                              E'\n' ORDER BY x.option_name COLLATE "C") FROM pg_options_to_table(o.options) x)),
       NULL, o.owner, o.class, o.oid, 0, o.acl, o.acl_kind, NULL
  FROM (
    SELECT 'foreign-data wrapper', quote_ident(w.fdwname),
           concat_ws(E'\n', 'handler ' || NULLIF(w.fdwhandler, 0)::regprocedure, 'validator ' || NULLIF(w.fdwvalidator, 0)::regprocedure),
           w.fdwoptions, w.fdwowner, 'pg_foreign_data_wrapper'::regclass::oid, w.oid, w.fdwacl, 'F'
      FROM pg_foreign_data_wrapper w
    UNION ALL
    SELECT 'server', quote_ident(s.srvname),
           concat_ws(E'\n', 'wrapper ' || quote_ident(w.fdwname), 'type ' || quote_literal(s.srvtype), 'version ' || quote_literal(s.srvversion)),
           s.srvoptions, s.srvowner, 'pg_foreign_server'::regclass::oid, s.oid, s.srvacl, 'S'
      FROM pg_foreign_server s
      JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'user mapping', format('for %s server %I', CASE m.umuser WHEN 0 THEN 'public' ELSE quote_ident(m.usename) END, m.srvname), '',
           m.umoptions, NULL, 'pg_user_mapping'::regclass::oid, m.umid, NULL, NULL
      FROM pg_user_mappings m
  ) o (kind, name, lines, options, owner, class, oid, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

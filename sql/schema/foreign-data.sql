-- Purpose: foreign-data wrappers, servers and user mappings; an option that may be a secret only by its name.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none; options of user mappings are told to superusers and those whose they are.
SELECT o.kind, o.name, o.words,
       ARRAY[o.statement || COALESCE(' OPTIONS (' || (SELECT string_agg(quote_ident(x.option_name) || ' ' || CASE WHEN x.is_secret THEN '''''' ELSE quote_literal(x.option_value) END, ', ')
                                                        FROM (SELECT x.*, x.option_value <> '' AND (x.option_name ~* 'pass|secret|token|key' OR o.kind = 'user mapping' AND x.option_value NOT IN ('true', 'false', 'on', 'off')) AS is_secret
                                                                FROM pg_options_to_table(o.options) x) x) || ')', '')],
       NULL::text, false,
       CASE WHEN EXISTS (SELECT FROM pg_options_to_table(o.options) x WHERE x.option_value <> '' AND (x.option_name ~* 'pass|secret|token|key' OR o.kind = 'user mapping' AND x.option_value NOT IN ('true', 'false', 'on', 'off')))
            THEN '{"leftOut": "values of its options, which may be secrets"}'::jsonb END,
       o.owner, o.class, o.oid, 0, o.acl, o.acl_kind
  FROM (
    SELECT 'foreign-data wrapper', quote_ident(w.fdwname), 'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname),
           concat_ws(' ', 'CREATE FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname), 'HANDLER ' || NULLIF(w.fdwhandler, 0)::regproc, 'VALIDATOR ' || NULLIF(w.fdwvalidator, 0)::regproc),
           w.fdwoptions, w.fdwowner, 'pg_foreign_data_wrapper'::regclass::oid, w.oid, w.fdwacl, 'F'
      FROM pg_foreign_data_wrapper w
    UNION ALL
    SELECT 'server', quote_ident(s.srvname), 'SERVER ' || quote_ident(s.srvname),
           concat_ws(' ', 'CREATE SERVER ' || quote_ident(s.srvname), 'TYPE ' || quote_literal(s.srvtype), 'VERSION ' || quote_literal(s.srvversion), 'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)),
           s.srvoptions, s.srvowner, 'pg_foreign_server'::regclass::oid, s.oid, s.srvacl, 'S'
      FROM pg_foreign_server s
      JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'user mapping', format('for %s server %I', CASE m.umuser WHEN 0 THEN 'public' ELSE quote_ident(m.usename) END, m.srvname), format('USER MAPPING FOR %s SERVER %I', m.role, m.srvname),
           format('CREATE USER MAPPING FOR %s SERVER %I', m.role, m.srvname), m.umoptions, NULL, 'pg_user_mapping'::regclass::oid, m.umid, NULL, NULL
      FROM (SELECT m.*, CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END AS role FROM pg_user_mappings m) m
  ) o (kind, name, words, statement, options, owner, class, oid, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

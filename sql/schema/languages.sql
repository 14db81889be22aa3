-- Purpose: languages, casts, transforms and access methods that did not come with the installation.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.* FROM (
    SELECT 'language', quote_ident(l.lanname), 'LANGUAGE ' || quote_ident(l.lanname),
           ARRAY[concat_ws(' ', 'CREATE' || CASE WHEN l.lanpltrusted THEN ' TRUSTED' ELSE '' END || ' LANGUAGE ' || quote_ident(l.lanname), 'HANDLER ' || NULLIF(l.lanplcallfoid, 0)::regproc,
               'INLINE ' || NULLIF(l.laninline, 0)::regproc, 'VALIDATOR ' || NULLIF(l.lanvalidator, 0)::regproc)],
           NULL::text, false, NULL::jsonb, l.lanowner, 'pg_language'::regclass::oid, l.oid, 0, l.lanacl, 'l'
      FROM pg_language l
     WHERE l.lanispl
    UNION ALL
    SELECT 'cast', format('(%s as %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)), format('CAST (%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
           ARRAY[concat_ws(' ', format('CREATE CAST (%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
               CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' ELSE 'WITH FUNCTION ' || c.castfunc::regprocedure END,
               CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END)],
           NULL, false, NULL, NULL, 'pg_cast'::regclass::oid, c.oid, 0, NULL, NULL
      FROM pg_cast c
    UNION ALL
    SELECT 'transform', format('for %s language %I', format_type(t.trftype, NULL), l.lanname), format('TRANSFORM FOR %s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname),
           ARRAY[format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname,
                        concat_ws(', ', 'FROM SQL WITH FUNCTION ' || NULLIF(t.trffromsql::oid, 0)::regprocedure, 'TO SQL WITH FUNCTION ' || NULLIF(t.trftosql::oid, 0)::regprocedure))],
           NULL, false, NULL, NULL, 'pg_transform'::regclass::oid, t.oid, 0, NULL, NULL
      FROM pg_transform t
      JOIN pg_language l ON l.oid = t.trflang
    UNION ALL
    SELECT 'access method', quote_ident(a.amname), 'ACCESS METHOD ' || quote_ident(a.amname),
           ARRAY['CREATE ACCESS METHOD ' || quote_ident(a.amname) || ' TYPE ' || CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END || ' HANDLER ' || a.amhandler],
           NULL, false, NULL, NULL, 'pg_am'::regclass::oid, a.oid, 0, NULL, NULL
      FROM pg_am a
  ) o (kind, name, words, create_statements, drop_statement, is_late, more, owner, class, oid, part, acl, acl_kind)
 WHERE o.oid >= 16384
   AND NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)

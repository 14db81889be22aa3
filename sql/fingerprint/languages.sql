-- Purpose: languages, casts, transforms and access methods that did not come with the installation.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.*, NULL FROM (
    SELECT 'language', quote_ident(l.lanname), NULL::int8,
           concat_ws(E'\n', CASE WHEN l.lanpltrusted THEN 'trusted' END, 'handler ' || NULLIF(l.lanplcallfoid, 0)::regprocedure,
               'inline ' || NULLIF(l.laninline, 0)::regprocedure, 'validator ' || NULLIF(l.lanvalidator, 0)::regprocedure),
           NULL::text, l.lanowner, 'pg_language'::regclass::oid, l.oid, 0, l.lanacl, 'l'
      FROM pg_language l
     WHERE l.lanispl
    UNION ALL
    SELECT 'cast', format('(%s as %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)), NULL,
           concat_ws(E'\n', CASE c.castmethod WHEN 'b' THEN 'without function' WHEN 'i' THEN 'with inout' ELSE 'with function ' || c.castfunc::regprocedure END,
               CASE c.castcontext WHEN 'a' THEN 'as assignment' WHEN 'i' THEN 'as implicit' END),
           NULL, NULL, 'pg_cast'::regclass::oid, c.oid, 0, NULL, NULL
      FROM pg_cast c
    UNION ALL
    SELECT 'transform', format('for %s language %I', format_type(t.trftype, NULL), l.lanname), NULL,
           concat_ws(E'\n', 'from sql ' || NULLIF(t.trffromsql::oid, 0)::regprocedure, 'to sql ' || NULLIF(t.trftosql::oid, 0)::regprocedure),
           NULL, NULL, 'pg_transform'::regclass::oid, t.oid, 0, NULL, NULL
      FROM pg_transform t
      JOIN pg_language l ON l.oid = t.trflang
    UNION ALL
    SELECT 'access method', quote_ident(a.amname), NULL,
           concat_ws(E'\n', CASE a.amtype WHEN 't' THEN 'for tables' ELSE 'for indexes' END, 'handler ' || a.amhandler::oid::regprocedure),
           NULL, NULL, 'pg_am'::regclass::oid, a.oid, 0, NULL, NULL
      FROM pg_am a
  ) o (kind, name, place, definition, detail, owner, class, oid, part, acl, acl_kind)
 WHERE o.oid >= 16384
   -- The cast of a range type to its multirange comes with it.
   AND NOT EXISTS (SELECT FROM dependency d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)
   AND NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

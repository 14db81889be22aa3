-- Purpose: text search parsers, templates, dictionaries and configurations with their mappings.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.*, NULL FROM (
    SELECT 'text search parser', n.name || '.' || quote_ident(p.prsname), NULL::int8,
           concat_ws(E'\n', 'start ' || p.prsstart::oid::regprocedure, 'gettoken ' || p.prstoken::oid::regprocedure, 'end ' || p.prsend::oid::regprocedure,
               'lextypes ' || p.prslextype::oid::regprocedure, 'headline ' || NULLIF(p.prsheadline::oid, 0)::regprocedure),
           NULL, NULL::oid, 'pg_ts_parser'::regclass::oid, p.oid, 0, NULL::aclitem[], NULL::text
      FROM pg_ts_parser p
      JOIN namespace n ON n.oid = p.prsnamespace
    UNION ALL
    SELECT 'text search template', n.name || '.' || quote_ident(t.tmplname), NULL,
           concat_ws(E'\n', 'init ' || NULLIF(t.tmplinit::oid, 0)::regprocedure, 'lexize ' || t.tmpllexize::oid::regprocedure),
           NULL, NULL, 'pg_ts_template'::regclass::oid, t.oid, 0, NULL, NULL
      FROM pg_ts_template t
      JOIN namespace n ON n.oid = t.tmplnamespace
    UNION ALL
    SELECT 'text search dictionary', n.name || '.' || quote_ident(d.dictname), NULL,
           concat_ws(E'\n', 'template ' || (SELECT quote_ident(s.nspname) || '.' || quote_ident(t.tmplname)
                                              FROM pg_ts_template t JOIN pg_namespace s ON s.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate),
               d.dictinitoption),
           NULL, d.dictowner, 'pg_ts_dict'::regclass::oid, d.oid, 0, NULL, NULL
      FROM pg_ts_dict d
      JOIN namespace n ON n.oid = d.dictnamespace
    UNION ALL
    SELECT 'text search configuration', n.name || '.' || quote_ident(c.cfgname), NULL,
           concat_ws(E'\n', 'parser ' || (SELECT quote_ident(s.nspname) || '.' || quote_ident(p.prsname)
                                            FROM pg_ts_parser p JOIN pg_namespace s ON s.oid = p.prsnamespace WHERE p.oid = c.cfgparser),
               (SELECT string_agg('mapping for ' || y.alias || ': ' || m.dictionaries, E'\n' ORDER BY y.alias COLLATE "C")
                  FROM (SELECT m.maptokentype, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
                          FROM pg_ts_config_map m WHERE m.mapcfg = c.oid GROUP BY m.maptokentype) m
                  JOIN ts_token_type(c.cfgparser) y ON y.tokid = m.maptokentype)),
           NULL, c.cfgowner, 'pg_ts_config'::regclass::oid, c.oid, 0, NULL, NULL
      FROM pg_ts_config c
      JOIN namespace n ON n.oid = c.cfgnamespace
  ) o (kind, name, place, definition, detail, owner, class, oid, part, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

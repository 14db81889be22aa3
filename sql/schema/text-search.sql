-- Purpose: text search parsers, templates, dictionaries and configurations with their mappings.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.kind, o.name, upper(o.kind) || ' ' || o.name, ARRAY['CREATE ' || upper(o.kind) || ' ' || o.name || ' (' || o.definition || ')'] || o.further,
       NULL::text, false, NULL::jsonb, o.owner, o.class, o.oid, 0, NULL::aclitem[], NULL::text
  FROM (
    SELECT 'text search parser', n.name || '.' || quote_ident(p.prsname),
           concat_ws(', ', 'START = ' || p.prsstart, 'GETTOKEN = ' || p.prstoken, 'END = ' || p.prsend, 'LEXTYPES = ' || p.prslextype, 'HEADLINE = ' || NULLIF(p.prsheadline::oid, 0)::regproc),
           '{}'::text[], NULL::oid, 'pg_ts_parser'::regclass::oid, p.oid
      FROM pg_ts_parser p
      JOIN namespace n ON n.oid = p.prsnamespace
    UNION ALL
    SELECT 'text search template', n.name || '.' || quote_ident(t.tmplname), concat_ws(', ', 'INIT = ' || NULLIF(t.tmplinit::oid, 0)::regproc, 'LEXIZE = ' || t.tmpllexize),
           '{}', NULL, 'pg_ts_template'::regclass::oid, t.oid
      FROM pg_ts_template t
      JOIN namespace n ON n.oid = t.tmplnamespace
    UNION ALL
    SELECT 'text search dictionary', n.name || '.' || quote_ident(d.dictname),
           concat_ws(', ', (SELECT 'TEMPLATE = ' || quote_ident(s.nspname) || '.' || quote_ident(t.tmplname)
                              FROM pg_ts_template t JOIN pg_namespace s ON s.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate), d.dictinitoption),
           '{}', d.dictowner, 'pg_ts_dict'::regclass::oid, d.oid
      FROM pg_ts_dict d
      JOIN namespace n ON n.oid = d.dictnamespace
    UNION ALL
    SELECT 'text search configuration', n.name || '.' || quote_ident(c.cfgname),
           (SELECT 'PARSER = ' || quote_ident(s.nspname) || '.' || quote_ident(p.prsname) FROM pg_ts_parser p JOIN pg_namespace s ON s.oid = p.prsnamespace WHERE p.oid = c.cfgparser),
           COALESCE((SELECT array_agg('ALTER TEXT SEARCH CONFIGURATION ' || n.name || '.' || quote_ident(c.cfgname) || ' ADD MAPPING FOR ' || quote_ident(y.alias) || ' WITH ' || m.dictionaries ORDER BY y.alias COLLATE "C")
                       FROM (SELECT m.maptokentype, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
                               FROM pg_ts_config_map m WHERE m.mapcfg = c.oid GROUP BY m.maptokentype) m
                       JOIN ts_token_type(c.cfgparser) y ON y.tokid = m.maptokentype), '{}'),
           c.cfgowner, 'pg_ts_config'::regclass::oid, c.oid
      FROM pg_ts_config c
      JOIN namespace n ON n.oid = c.cfgnamespace
  ) o (kind, name, definition, further, owner, class, oid)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

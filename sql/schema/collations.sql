-- Purpose: collations, without the version of the library behind them, and conversions.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.* FROM (
    SELECT 'collation', m.name, 'COLLATION ' || m.name,
           ARRAY['CREATE COLLATION ' || m.name || ' (' || concat_ws(', ', 'PROVIDER = ' || CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END,
               CASE WHEN c.collprovider = 'c' THEN 'LC_COLLATE = ' || quote_literal(c.collcollate) || ', LC_CTYPE = ' || quote_literal(c.collctype)
                    -- The column has another name in 14, 15 and 17.
                    ELSE 'LOCALE = ' || quote_literal(COALESCE(j.facts ->> 'colllocale', j.facts ->> 'colliculocale', c.collcollate)) END,
               'RULES = ' || quote_literal(j.facts ->> 'collicurules'),
               CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END) || ')'],
           NULL::text, false,
           CASE WHEN c.collprovider = 'c' AND c.collencoding < 0 THEN jsonb_build_object('updates', ARRAY[format('UPDATE pg_catalog.pg_collation SET collencoding = -1 WHERE oid = %L::pg_catalog.regcollation', m.name)]) END,
           c.collowner, 'pg_collation'::regclass::oid, c.oid, 0, NULL::aclitem[], NULL::text
      FROM pg_collation c
      JOIN namespace n ON n.oid = c.collnamespace
     CROSS JOIN LATERAL to_jsonb(c) j (facts)
     CROSS JOIN LATERAL (SELECT n.name || '.' || quote_ident(c.collname) AS name) m
    UNION ALL
    SELECT 'conversion', m.name, 'CONVERSION ' || m.name,
           ARRAY[concat('CREATE ', CASE WHEN v.condefault THEN 'DEFAULT ' END, 'CONVERSION ', m.name, ' FOR ', quote_literal(pg_encoding_to_char(v.conforencoding)),
                        ' TO ', quote_literal(pg_encoding_to_char(v.contoencoding)), ' FROM ', v.conproc)],
           NULL, false, NULL, v.conowner, 'pg_conversion'::regclass::oid, v.oid, 0, NULL, NULL
      FROM pg_conversion v
      JOIN namespace n ON n.oid = v.connamespace
     CROSS JOIN LATERAL (SELECT n.name || '.' || quote_ident(v.conname) AS name) m
  ) o (kind, name, words, create_statements, drop_statement, is_late, more, owner, class, oid, part, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

-- Purpose: collations, without the version of the library behind them, and conversions.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.*, NULL FROM (
    SELECT 'collation', n.name || '.' || quote_ident(c.collname), NULL::int8,
           concat_ws(E'\n', 'provider ' || CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END,
               CASE WHEN c.collprovider = 'c' THEN 'lc_collate ' || quote_literal(c.collcollate) || E'\nlc_ctype ' || quote_literal(c.collctype)
                    -- The column has another name in 14, 15 and 17.
                    ELSE 'locale ' || quote_literal(COALESCE(j.facts ->> 'colllocale', j.facts ->> 'colliculocale', c.collcollate)) END,
               'rules ' || quote_literal(j.facts ->> 'collicurules'),
               CASE WHEN NOT c.collisdeterministic THEN 'not deterministic' END,
               CASE WHEN c.collencoding >= 0 THEN 'encoding ' || pg_encoding_to_char(c.collencoding) END),
           NULL::text, c.collowner, 'pg_collation'::regclass::oid, c.oid, 0, NULL::aclitem[], NULL::text
      FROM pg_collation c
      JOIN namespace n ON n.oid = c.collnamespace
     CROSS JOIN LATERAL to_jsonb(c) j (facts)
    UNION ALL
    SELECT 'conversion', n.name || '.' || quote_ident(v.conname), NULL,
           concat_ws(E'\n', 'for ' || pg_encoding_to_char(v.conforencoding), 'to ' || pg_encoding_to_char(v.contoencoding),
               'function ' || v.conproc::oid::regprocedure, CASE WHEN v.condefault THEN 'default' END),
           NULL, v.conowner, 'pg_conversion'::regclass::oid, v.oid, 0, NULL, NULL
      FROM pg_conversion v
      JOIN namespace n ON n.oid = v.connamespace
  ) o (kind, name, place, definition, detail, owner, class, oid, part, acl, acl_kind)
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid)

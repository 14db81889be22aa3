-- Purpose: tables, foreign tables, views and materialized views without their columns.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on views and on tables with a partition key. Privileges: none.
SELECT r.kind, r.name, NULL::int8,
       concat_ws(E'\n',
           CASE r.relpersistence WHEN 'u' THEN 'unlogged' END,
           CASE WHEN r.reloftype <> 0 THEN 'of ' || format_type(r.reloftype, NULL) END,
           CASE WHEN r.relispartition THEN 'partition of ' || i.parents || ' ' || pg_get_expr(r.relpartbound, r.oid) ELSE 'inherits ' || i.parents END,
           CASE WHEN i.is_pending THEN 'detach pending' END,
           CASE r.relkind WHEN 'p' THEN 'partition by ' || pg_get_partkeydef(r.oid) END,
           'using ' || quote_ident(a.amname),
           'tablespace ' || quote_ident(p.spcname),
           CASE WHEN r.reloptions IS NOT NULL THEN (SELECT string_agg('with ' || x, E'\n' ORDER BY x COLLATE "C") FROM unnest(r.reloptions) x) END,
           CASE WHEN t.oid IS NOT NULL THEN (SELECT string_agg('with toast.' || x, E'\n' ORDER BY x COLLATE "C") FROM unnest(t.reloptions) x) END,
           CASE WHEN r.relrowsecurity THEN 'enable row level security' END,
           CASE WHEN r.relforcerowsecurity THEN 'force row level security' END,
           CASE r.relreplident WHEN 'f' THEN 'replica identity full' WHEN 'n' THEN CASE WHEN r.relkind <> 'v' AND r.relkind <> 'f' THEN 'replica identity nothing' END END,
           'server ' || quote_ident(s.srvname),
           CASE WHEN f.ftrelid IS NOT NULL THEN (SELECT string_agg('option ' || x, E'\n' ORDER BY x COLLATE "C") FROM unnest(f.ftoptions) x) END,
           CASE WHEN r.relkind = 'm' AND NOT r.relispopulated THEN 'not populated' END,
           CASE WHEN r.relkind IN ('v', 'm') THEN 'as' || E'\n' || pg_get_viewdef(r.oid) END),
       NULL, r.relowner, 'pg_class'::regclass::oid, r.oid, 0, r.relacl, 'r', NULL
  FROM relation r
  LEFT JOIN (SELECT h.inhrelid, string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) AS parents, bool_or(h.inhdetachpending) AS is_pending
               FROM pg_inherits h GROUP BY h.inhrelid) i ON i.inhrelid = r.oid
  LEFT JOIN pg_am a ON a.oid = r.relam AND a.amname <> 'heap'
  LEFT JOIN pg_tablespace p ON p.oid = r.reltablespace
  LEFT JOIN pg_class t ON t.oid = r.reltoastrelid AND t.reloptions IS NOT NULL
  LEFT JOIN pg_foreign_table f ON f.ftrelid = r.oid
  LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
 WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm')

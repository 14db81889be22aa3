-- Purpose: views and materialized views. A view can stand in for itself as one that has its columns and no rows.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on views. Privileges: none.
SELECT r.kind, r.name, r.words,
       CASE r.relkind
           WHEN 'v' THEN ARRAY['CREATE OR REPLACE VIEW ' || r.name || m.options || E' AS\n' || m.query]
           ELSE ARRAY['CREATE MATERIALIZED VIEW ' || r.name || m.method || m.options || E' AS\n' || m.query || E'\nWITH NO DATA']
                || array_remove(ARRAY['ALTER MATERIALIZED VIEW ' || r.name || ' SET TABLESPACE ' || quote_ident(p.spcname)], NULL) END,
       NULL, false,
       CASE r.relkind
           WHEN 'v' THEN jsonb_build_object(
               'standIn', jsonb_build_array('CREATE VIEW ' || r.name || E' AS\nSELECT ' ||
                   COALESCE((SELECT string_agg('NULL::' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
                                               || ' AS ' || quote_ident(a.attname), ', ' ORDER BY a.attnum)
                               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped), '')))
           WHEN 'm' THEN jsonb_build_object('completion', CASE WHEN r.relispopulated THEN ARRAY['REFRESH MATERIALIZED VIEW ' || r.name] ELSE '{}' END) END,
       r.relowner, 'pg_class'::regclass::oid, r.oid, 0, r.relacl, 'r'
  FROM relation r
  LEFT JOIN pg_am a ON a.oid = r.relam AND a.amname <> 'heap'
  LEFT JOIN pg_tablespace p ON p.oid = r.reltablespace
 CROSS JOIN LATERAL (
    SELECT COALESCE(' USING ' || quote_ident(a.amname), '') AS method,
           COALESCE(' WITH (' || (SELECT string_agg(quote_ident(o.option_name) || ' = ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table(r.reloptions) o) || ')', '') AS options,
           rtrim(pg_get_viewdef(r.oid), ';') AS query) m
 WHERE r.relkind IN ('v', 'm')

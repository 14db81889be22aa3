-- Purpose: sequences with their parameters; those of identity columns come with these.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT 'sequence', s.name, 'SEQUENCE ' || s.name,
       CASE WHEN s.deptype = 'i' THEN '{}' ELSE
       ARRAY[concat_ws(' ', 'CREATE' || CASE s.relpersistence WHEN 'u' THEN ' UNLOGGED' ELSE '' END || ' SEQUENCE ' || s.name, CASE WHEN s.seqtypid <> 'int8'::regtype THEN 'AS ' || format_type(s.seqtypid, NULL) END,
                       NULLIF(s.options, ''))] END,
       CASE s.deptype WHEN 'i' THEN '' END, false,
       CASE s.deptype WHEN 'i' THEN jsonb_build_object('madeBy', t.key)
                      WHEN 'a' THEN jsonb_build_object('completion', jsonb_build_array('ALTER SEQUENCE ' || s.name || ' OWNED BY ' || t.name || '.' || quote_ident(a.attname)), 'completionNeeds', jsonb_build_array(t.key)) END,
       r.relowner, 'pg_class'::regclass::oid, s.oid, 0, r.relacl, 's'
  FROM counter s
  JOIN relation r ON r.oid = s.oid
  LEFT JOIN relation t ON t.oid = s.owner_oid
  LEFT JOIN pg_attribute a ON a.attrelid = s.owner_oid AND a.attnum = s.owner_part

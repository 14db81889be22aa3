-- Purpose: objects of the system and of extensions whose privileges somebody has changed.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT o.kind, o.name, o.words, NULL::text[], NULL::text, true, NULL::jsonb, o.owner, o.class, o.oid, o.part, o.acl, o.acl_kind
  FROM (
    SELECT CASE WHEN c.relkind = 'S' THEN 'sequence' ELSE 'table' END, c.oid::regclass::text, CASE WHEN c.relkind = 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass,
           c.relowner, 'pg_class'::regclass::oid, c.oid, 0, c.relacl, CASE WHEN c.relkind = 'S' THEN 's' ELSE 'r' END
      FROM pg_class c
     WHERE c.relacl IS NOT NULL AND c.relnamespace IS DISTINCT FROM to_regnamespace('information_schema')
    UNION ALL
    SELECT 'column', a.attrelid::regclass || '.' || quote_ident(a.attname), 'COLUMN ' || a.attrelid::regclass || '.' || quote_ident(a.attname), NULL, 'pg_class'::regclass::oid, a.attrelid, a.attnum, a.attacl, 'c'
      FROM pg_attribute a
     WHERE a.attacl IS NOT NULL
    UNION ALL
    SELECT 'function', p.oid::regprocedure::text, CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.oid::regprocedure, p.proowner, 'pg_proc'::regclass::oid, p.oid, 0, p.proacl, 'f'
      FROM pg_proc p
     WHERE p.proacl IS NOT NULL
    UNION ALL
    SELECT 'type', format_type(t.oid, NULL), 'TYPE ' || format_type(t.oid, NULL), t.typowner, 'pg_type'::regclass::oid, t.oid, 0, t.typacl, 'T'
      FROM pg_type t
     WHERE t.typacl IS NOT NULL
    UNION ALL
    SELECT 'language', quote_ident(l.lanname), 'LANGUAGE ' || quote_ident(l.lanname), l.lanowner, 'pg_language'::regclass::oid, l.oid, 0, l.lanacl, 'l'
      FROM pg_language l
     WHERE l.lanacl IS NOT NULL
    UNION ALL
    SELECT 'foreign-data wrapper', quote_ident(w.fdwname), 'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname), w.fdwowner, 'pg_foreign_data_wrapper'::regclass::oid, w.oid, 0, w.fdwacl, 'F'
      FROM pg_foreign_data_wrapper w
     WHERE w.fdwacl IS NOT NULL
    UNION ALL
    SELECT 'schema', quote_ident(s.nspname), 'SCHEMA ' || quote_ident(s.nspname), s.nspowner, 'pg_namespace'::regclass::oid, s.oid, 0, s.nspacl, 'n'
      FROM pg_namespace s
     WHERE s.nspacl IS NOT NULL AND s.nspname NOT IN ('public', 'information_schema') AND s.nspname NOT LIKE 'pg\_t%'
  ) o (kind, name, words, owner, class, oid, part, acl, acl_kind)
  LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part
 WHERE (o.oid < 16384 OR EXISTS (SELECT FROM member e WHERE e.classid = o.class AND e.objid = o.oid))
   AND i.initprivs IS DISTINCT FROM o.acl

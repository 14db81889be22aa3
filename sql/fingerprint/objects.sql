-- Purpose: everything that users made in a database, an object a row: what it is, its name, its place, its definition as lines of text, what only this
-- major version knows of it, owner, comment, security labels, privileges and what they would be by default.
-- The parts of sql/fingerprint/ follow as `parts`, each a SELECT of the columns of `object`; they use the tables that this one begins with.
-- Privileges are told with the defaults that pg_dump compares them with: those of the installation or the extension, else PostgreSQL's own.
-- The transaction's search_path is pg_catalog alone: names need no schema here, and what is printed gets one.
-- Parameters: without_schemas, without_relations, public_default, parts.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what is printed. Privileges: none; connection strings of subscriptions are told to superusers only.
WITH namespace AS MATERIALIZED (
    SELECT n.oid, n.nspname, quote_ident(n.nspname) AS name, n.nspowner, n.nspacl
      FROM pg_namespace n
     WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname <> ALL (:'without_schemas'::text[])
), dependency AS MATERIALIZED (
    SELECT d.*
      FROM pg_depend d
     WHERE d.deptype = 'e'
        OR d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
        OR d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass AND d.classid IN ('pg_proc'::regclass, 'pg_cast'::regclass)
), member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM dependency d WHERE d.deptype = 'e'
), relation AS MATERIALIZED (
    SELECT c.*, k.kind || ' ' || c.name AS key, k.kind, c.relkind IN ('r', 'p', 'f') AS is_table
      FROM (SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relpersistence, c.reloftype, c.relispartition, c.relpartbound, c.relam, c.reltablespace,
                   c.reloptions, c.reltoastrelid, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispopulated,
                   n.name || '.' || quote_ident(c.relname) AS name
              FROM pg_class c
              JOIN namespace n ON n.oid = c.relnamespace
             WHERE n.nspname || '.' || c.relname <> ALL (:'without_relations'::text[])
               AND NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)) c
      JOIN (VALUES ('r'::text, 'table'), ('p', 'table'), ('f', 'foreign table'), ('v', 'view'), ('m', 'materialized view'), ('S', 'sequence'), ('c', 'type')) k (code, kind)
           ON k.code = c.relkind::text
), object (kind, name, place, definition, detail, owner, class, oid, part, acl, acl_kind, parent) AS (
    SELECT NULL::text, NULL::text, NULL::int8, NULL::text, NULL::text, NULL::oid, NULL::oid, NULL::oid, 0, NULL::aclitem[], NULL::text, NULL::text WHERE false
    :parts
)
SELECT o.kind, o.name, o.place, o.definition, o.detail,
       CASE WHEN o.owner IS NOT NULL THEN pg_get_userbyid(o.owner) END AS owner,
       d.description AS comment, l.labels,
       CASE WHEN o.acl IS NOT NULL OR i.initprivs IS NOT NULL OR s.is_public THEN array_to_string(COALESCE(o.acl, acldefault(CAST(o.acl_kind AS "char"), o.owner)), E'\n') END AS acl,
       CASE WHEN s.is_public THEN format('%I=UC/%1$I', pg_get_userbyid(o.owner)) || E'\n' || format('=%s/%I', :'public_default', pg_get_userbyid(o.owner))
            WHEN i.initprivs IS NOT NULL THEN array_to_string(i.initprivs, E'\n')
            WHEN o.acl IS NOT NULL THEN array_to_string(acldefault(CAST(o.acl_kind AS "char"), o.owner), E'\n') END AS default_acl,
       o.parent
  FROM object o
 -- What users may do in the schema of every new database is another in PostgreSQL 14.
 CROSS JOIN LATERAL (SELECT o.class = 'pg_namespace'::regclass AND o.name = 'public') s (is_public)
  LEFT JOIN pg_description d ON d.classoid = o.class AND d.objoid = o.oid AND d.objsubid = o.part AND o.detail IS DISTINCT FROM 'grants'
  LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part
  LEFT JOIN (SELECT s.classoid, s.objoid, s.objsubid, string_agg(s.provider || ' ' || s.label, E'\n' ORDER BY s.provider) AS labels
               FROM pg_seclabel s GROUP BY 1, 2, 3) l
         ON l.classoid = o.class AND l.objoid = o.oid AND l.objsubid = o.part
 WHERE o.definition IS NOT NULL OR d.description IS NOT NULL OR l.labels IS NOT NULL OR o.acl IS NOT NULL OR i.initprivs IS NOT NULL

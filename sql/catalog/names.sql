-- Purpose: names by OID, so that other statements need not look them up row by row: PostgreSQL's own types, collations,
-- operator classes that are not a type's default, tablespaces, access methods, catalogs.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT pg_catalog.json_build_object(
    'types', (SELECT pg_catalog.json_object_agg(t.oid, t.typname)
                FROM pg_catalog.pg_type t
               WHERE t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace AND t.typtype <> 'c' AND t.typname NOT LIKE '\_pg\_%'),
    'collations', (SELECT pg_catalog.json_object_agg(l.oid, l.collname) FROM pg_catalog.pg_collation l),
    'operatorClasses', (SELECT pg_catalog.json_object_agg(o.oid, o.opcname) FROM pg_catalog.pg_opclass o WHERE NOT o.opcdefault),
    'tablespaces', (SELECT pg_catalog.json_object_agg(t.oid, t.spcname) FROM pg_catalog.pg_tablespace t),
    'accessMethods', (SELECT pg_catalog.json_object_agg(a.oid, a.amname) FROM pg_catalog.pg_am a),
    'catalogs', (SELECT pg_catalog.json_object_agg(c.oid, c.relname)
                   FROM pg_catalog.pg_class c
                  WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relkind = 'r')
)

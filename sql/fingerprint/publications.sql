-- Purpose: publications, and the tables of each.
-- Parameters: generated_columns, row_filter, column_list.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables with a row filter. Privileges: none.
SELECT 'publication', quote_ident(p.pubname), NULL::int8,
       concat_ws(E'\n', CASE WHEN p.puballtables THEN 'for all tables' END,
           'publish ' || concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                                   CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END),
           CASE WHEN p.pubviaroot THEN 'via partition root' END,
           'generated columns ' || :generated_columns),
       NULL, p.pubowner, 'pg_publication'::regclass::oid, p.oid, 0, NULL::aclitem[], NULL::text, NULL
  FROM pg_publication p
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_publication'::regclass AND e.objid = p.oid)
UNION ALL
SELECT 'publication table', r.name || ' in ' || quote_ident(p.pubname), NULL,
       concat_ws(E'\n', 'table', 'columns ' || :column_list, 'where ' || :row_filter),
       NULL, NULL, 'pg_publication_rel'::regclass::oid, t.oid, 0, NULL, NULL, 'publication ' || quote_ident(p.pubname)
  FROM pg_publication_rel t
  JOIN pg_publication p ON p.oid = t.prpubid
  JOIN relation r ON r.oid = t.prrelid

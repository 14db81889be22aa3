-- Purpose: publications, and the tables of each.
-- Parameters: generated_columns, row_filter, column_list.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on tables with a row filter. Privileges: none.
SELECT 'publication', quote_ident(p.pubname), 'PUBLICATION ' || quote_ident(p.pubname),
       ARRAY['CREATE PUBLICATION ' || quote_ident(p.pubname) || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE '' END || ' WITH (' || concat_ws(', ',
           'publish = ' || quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                                   CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)),
           CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END,
           'publish_generated_columns = ' || :generated_columns) || ')'],
       NULL::text, true, NULL::jsonb, p.pubowner, 'pg_publication'::regclass::oid, p.oid, 0, NULL::aclitem[], NULL::text
  FROM pg_publication p
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_publication'::regclass AND e.objid = p.oid)
UNION ALL
SELECT 'publication table', r.name || ' in ' || quote_ident(p.pubname), NULL,
       ARRAY['ALTER PUBLICATION ' || quote_ident(p.pubname) || ' ADD TABLE ONLY ' || r.name || COALESCE(' (' || :column_list || ')', '') || COALESCE(' WHERE (' || :row_filter || ')', '')],
       'ALTER PUBLICATION ' || quote_ident(p.pubname) || ' DROP TABLE ONLY ' || r.name, true, NULL,
       NULL, 'pg_publication_rel'::regclass::oid, t.oid, 0, NULL, NULL
  FROM pg_publication_rel t
  JOIN pg_publication p ON p.oid = t.prpubid
  JOIN relation r ON r.oid = t.prrelid

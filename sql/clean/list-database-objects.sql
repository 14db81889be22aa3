-- Purpose: the statements that drop what belongs to the database, but only exists for the schemas: event triggers whose function is in one of them
-- (they would be dropped with it, but could make the clean fail before), and publications of nothing but their tables.
-- To be sent with nothing but pg_catalog on the search path.
-- Parameters: schemas (text[]).
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
WITH place AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname = ANY (:'schemas'::text[])
),
member AS (
    -- A table or a schema of a publication depends on the publication and on what it names; pg_publication_namespace is not there before 15.
    SELECT p.refobjid AS publication, COALESCE(c.relnamespace, o.refobjid) AS namespace
      FROM pg_depend p
      JOIN pg_depend o ON o.classid = p.classid AND o.objid = p.objid AND o.refclassid IN ('pg_class'::regclass, 'pg_namespace'::regclass)
      LEFT JOIN pg_class c ON o.refclassid = 'pg_class'::regclass AND c.oid = o.refobjid
     WHERE p.refclassid = 'pg_publication'::regclass AND p.deptype = 'a'
)
SELECT format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', e.evtname)
  FROM pg_event_trigger e
  JOIN pg_proc f ON f.oid = e.evtfoid
 WHERE f.pronamespace IN (SELECT oid FROM place)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
UNION ALL
SELECT format('DROP PUBLICATION IF EXISTS %I CASCADE', p.pubname)
  FROM pg_publication p
 WHERE NOT p.puballtables
   AND EXISTS (SELECT FROM member m WHERE m.publication = p.oid)
   AND NOT EXISTS (SELECT FROM member m WHERE m.publication = p.oid AND m.namespace NOT IN (SELECT oid FROM place))

-- Purpose: relations that another session has locked ACCESS EXCLUSIVE or queues for, and what shows their columns when it is printed.
-- They are kept in a setting of this transaction: whoever opened one of them would wait.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
WITH locked AS (
    SELECT l.relation AS oid
      FROM pg_catalog.pg_locks l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
), users AS (
    SELECT oid FROM locked
    UNION
    SELECT CASE WHEN d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                THEN (SELECT r.ev_class FROM pg_catalog.pg_rewrite r WHERE r.oid = d.objid)
                ELSE d.objid END
      FROM pg_catalog.pg_depend d
     WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid IN (SELECT oid FROM locked)
)
SELECT pg_catalog.set_config('flyback.locked', COALESCE(pg_catalog.array_agg(DISTINCT u.oid)::text, '{}'), true) AS oids,
       COALESCE((SELECT pg_catalog.json_agg(c.oid::pg_catalog.regclass)
                   FROM pg_catalog.pg_class c
                  WHERE c.oid IN (SELECT oid FROM users) AND c.relkind <> 't' AND c.oid >= 16384), '[]') AS names
  FROM users u

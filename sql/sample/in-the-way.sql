-- Purpose: triggers that fire for replicated rows too, and constraints (CHECK; since 18 NOT NULL) that hold for new rows only: both stand in the way of copied rows.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT pg_catalog.format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::pg_catalog.regclass, t.tgname),
       pg_catalog.format('ALTER TABLE %s ENABLE %s TRIGGER %I', t.tgrelid::pg_catalog.regclass, CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, t.tgname)
  FROM pg_catalog.pg_trigger t
 WHERE t.tgenabled IN ('A', 'R') AND NOT t.tgisinternal AND t.tgparentid = 0
 UNION ALL
SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::pg_catalog.regclass, k.conname),
       pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::pg_catalog.regclass, k.conname, pg_catalog.pg_get_constraintdef(k.oid))
       || COALESCE(pg_catalog.format('; COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, k.conrelid::pg_catalog.regclass,
                                     pg_catalog.obj_description(k.oid, 'pg_constraint')), '')
  FROM pg_catalog.pg_constraint k
 WHERE k.contype IN ('c', 'n') AND NOT k.convalidated AND COALESCE((pg_catalog.to_jsonb(k) ->> 'conenforced')::bool, true)
   AND k.conrelid <> 0 AND k.coninhcount = 0

-- Purpose: triggers that users made; those of constraints are left out, copies on partitions are not.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT t.oid::int8 AS oid,
           t.tgname AS name,
           t.tgrelid::int8 AS "table",
           t.tgfoid::int8 AS function,
           t.tgenabled AS enabled,
           t.tgtype AS bits,
           t.tgattr::int2[] AS columns,
           t.tgisinternal AS "isInternal",
           t.tgconstraint::int8 AS "constraint",
           t.tgparentid::int8 AS parent,
           pg_catalog.pg_get_triggerdef(t.oid) AS definition
      FROM pg_catalog.pg_trigger t
     WHERE NOT (t.tgisinternal AND t.tgconstraint <> 0)
  ) x

-- Purpose: what migrations have set aside: kind, name, source, version, columns, since when, by whom, age in seconds, how DROP names it (null: it is gone), bytes.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: none. Privileges: SELECT on flyback_kept.contents.
WITH written AS (
    SELECT c.*, CASE WHEN c.kind IN ('table', 'sequence') THEN pg_catalog.to_regclass(pg_catalog.format('flyback_kept.%I', c.name)) END AS relation
      FROM flyback_kept.contents c
)
SELECT w.kind, w.name, w.source, w.version, pg_catalog.array_to_json(w.columns), pg_catalog.to_char(w.kept_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), w.kept_by,
       EXTRACT(EPOCH FROM pg_catalog.now() - w.kept_at)::int8,
       CASE WHEN w.kind IN ('table', 'sequence') THEN (SELECT pg_catalog.format('flyback_kept.%I', r.relname) FROM pg_catalog.pg_class r WHERE r.oid = w.relation)
            WHEN w.kind IN ('function', 'procedure') THEN pg_catalog.to_regprocedure('flyback_kept.' || w.name)::text
            ELSE pg_catalog.to_regtype(pg_catalog.format('flyback_kept.%I', w.name))::text END,
       CASE WHEN w.relation IS NOT NULL THEN pg_catalog.pg_total_relation_size(w.relation) ELSE 0 END
  FROM written w
 ORDER BY w.kept_at, w.name

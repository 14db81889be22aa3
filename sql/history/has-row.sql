-- Purpose: after a connection was lost: whether its backend has ended the transaction, and whether the row that its transaction was to write is there; nothing from a server that may not be written to.
-- Parameters: schema, table, rank, script, pid (of the backend).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on the history table. Privileges: SELECT on it.
SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = :pid AND a.state IS DISTINCT FROM 'idle') AS is_over,
       EXISTS (SELECT FROM :"schema".:"table" h WHERE h.success AND h.installed_rank = :rank AND h.script = :'script') AS is_applied
 WHERE NOT pg_catalog.pg_is_in_recovery()

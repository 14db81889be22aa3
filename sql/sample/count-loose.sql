-- Purpose: how many rows of a sandbox refer to nothing; a reference with a NULL in it is none.
-- Parameters: child, parent (qualified, quoted, with ONLY unless they are partitioned), condition (p: parent, c: child), filled (c).
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on both tables. Privileges: SELECT on both tables.
SELECT count(*) FROM :child c WHERE :filled AND NOT EXISTS (SELECT FROM :parent p WHERE :condition)

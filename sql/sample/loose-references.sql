-- Purpose: removes the rows of a sandbox that refer to nothing; a reference with a NULL in it is none.
-- Parameters: child, parent (qualified, quoted, with ONLY unless they are partitioned), condition (p: parent, c: child), filled (c).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on the child. Privileges: DELETE on the child, SELECT on the parent.
DELETE FROM :child c WHERE :filled AND NOT EXISTS (SELECT FROM :parent p WHERE :condition)

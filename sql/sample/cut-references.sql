-- Purpose: makes references of a sandbox NULL that lead to nothing.
-- Parameters: child, parent (qualified, quoted, with ONLY unless they are partitioned), condition (p: parent, c: child), filled (c), columns, nulls (as many).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on the child. Privileges: UPDATE on the child, SELECT on the parent.
UPDATE :child c SET (:columns) = ROW (:nulls) WHERE :filled AND NOT EXISTS (SELECT FROM :parent p WHERE :condition)

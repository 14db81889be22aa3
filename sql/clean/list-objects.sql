-- Purpose: the statements that empty a schema, in order: what Flyway drops (PostgreSQLSchema.doClean, 12.4), and with is_full what it leaves, too.
-- Members of extensions go with their extension, children and partitions with their parent, multirange types with their range type;
-- sequences have no CASCADE, so that nobody else's default is lost. As all are listed beforehand, each may be gone when its turn comes.
-- To be sent with nothing but pg_catalog on the search path, so that every name of a type comes with its schema.
-- Parameters: schema (name), is_full (boolean).
-- PostgreSQL: 14-18. Locks: none. Privileges: none; Flyway does not see relations on which the role has no privilege.
WITH place AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname = :'schema'
),
relation AS (
    SELECT c.oid, c.relname, c.relkind,
           :is_full OR pg_has_role(c.relowner, 'USAGE') AS is_visible
      FROM pg_class c
      JOIN place ON place.oid = c.relnamespace
),
object (step, classid, oid, statement) AS (
    SELECT CASE r.relkind WHEN 'm' THEN 1 ELSE 2 END, 'pg_class'::regclass, r.oid,
           format('DROP %s IF EXISTS %I.%I CASCADE', CASE r.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, :'schema', r.relname)
      FROM relation r
     WHERE r.relkind IN ('m', 'v')
    UNION ALL
    SELECT 3, 'pg_class'::regclass, r.oid, format('DROP TABLE IF EXISTS %I.%I CASCADE', :'schema', r.relname)
      FROM relation r
     WHERE r.relkind IN ('r', 'p')
       AND (r.is_visible OR has_table_privilege(r.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                         OR has_any_column_privilege(r.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
       AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = r.oid AND (NOT :is_full OR i.inhparent IN (SELECT p.oid FROM relation p)))
    UNION ALL
    SELECT 4, 'pg_class'::regclass, r.oid, format('DROP FOREIGN TABLE IF EXISTS %I.%I CASCADE', :'schema', r.relname)
      FROM relation r
     WHERE :is_full AND r.relkind = 'f'
    UNION ALL
    SELECT 5, 'pg_statistic_ext'::regclass, s.oid, format('DROP STATISTICS IF EXISTS %I.%I CASCADE', :'schema', s.stxname)
      FROM pg_statistic_ext s JOIN place ON place.oid = s.stxnamespace
     WHERE :is_full
    UNION ALL
    SELECT 6, 'pg_opclass'::regclass, o.oid, format('DROP OPERATOR CLASS IF EXISTS %I.%I USING %I CASCADE', :'schema', o.opcname, a.amname)
      FROM pg_opclass o JOIN place ON place.oid = o.opcnamespace JOIN pg_am a ON a.oid = o.opcmethod
     WHERE :is_full
    UNION ALL
    SELECT 7, 'pg_opfamily'::regclass, o.oid, format('DROP OPERATOR FAMILY IF EXISTS %I.%I USING %I CASCADE', :'schema', o.opfname, a.amname)
      FROM pg_opfamily o JOIN place ON place.oid = o.opfnamespace JOIN pg_am a ON a.oid = o.opfmethod
     WHERE :is_full
    UNION ALL
    SELECT 8, 'pg_operator'::regclass, o.oid, format('DROP OPERATOR IF EXISTS %s CASCADE', o.oid::regoperator)
      FROM pg_operator o JOIN place ON place.oid = o.oprnamespace
     WHERE :is_full
    UNION ALL
    SELECT 9, 'pg_ts_config'::regclass, s.oid, format('DROP TEXT SEARCH CONFIGURATION IF EXISTS %I.%I CASCADE', :'schema', s.cfgname)
      FROM pg_ts_config s JOIN place ON place.oid = s.cfgnamespace
     WHERE :is_full
    UNION ALL
    SELECT 10, 'pg_ts_dict'::regclass, s.oid, format('DROP TEXT SEARCH DICTIONARY IF EXISTS %I.%I CASCADE', :'schema', s.dictname)
      FROM pg_ts_dict s JOIN place ON place.oid = s.dictnamespace
     WHERE :is_full
    UNION ALL
    SELECT 11, 'pg_ts_parser'::regclass, s.oid, format('DROP TEXT SEARCH PARSER IF EXISTS %I.%I CASCADE', :'schema', s.prsname)
      FROM pg_ts_parser s JOIN place ON place.oid = s.prsnamespace
     WHERE :is_full
    UNION ALL
    SELECT 12, 'pg_ts_template'::regclass, s.oid, format('DROP TEXT SEARCH TEMPLATE IF EXISTS %I.%I CASCADE', :'schema', s.tmplname)
      FROM pg_ts_template s JOIN place ON place.oid = s.tmplnamespace
     WHERE :is_full
    UNION ALL
    SELECT 13, 'pg_conversion'::regclass, v.oid, format('DROP CONVERSION IF EXISTS %I.%I CASCADE', :'schema', v.conname)
      FROM pg_conversion v JOIN place ON place.oid = v.connamespace
     WHERE :is_full
    UNION ALL
    SELECT 14, 'pg_type'::regclass, t.oid, format('DROP TYPE IF EXISTS %I.%I CASCADE', :'schema', t.typname)
      FROM pg_type t JOIN place ON place.oid = t.typnamespace
     WHERE t.typtype NOT IN ('d', 'm')
       AND (t.typrelid = 0 OR EXISTS (SELECT FROM relation r WHERE r.oid = t.typrelid AND r.relkind = 'c'))
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
    UNION ALL
    SELECT 15, 'pg_proc'::regclass, p.oid,
           format('DROP %s IF EXISTS %I.%I(%s) CASCADE', CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                  :'schema', p.proname, CASE WHEN p.prokind = 'a' AND p.pronargs = 0 THEN '*' ELSE pg_get_function_identity_arguments(p.oid) END)
      FROM pg_proc p JOIN place ON place.oid = p.pronamespace
    UNION ALL
    SELECT 16, 'pg_type'::regclass, t.oid, format('DROP DOMAIN IF EXISTS %I.%I CASCADE', :'schema', t.typname)
      FROM pg_type t JOIN place ON place.oid = t.typnamespace
     WHERE t.typtype = 'd'
    UNION ALL
    SELECT 17, 'pg_class'::regclass, r.oid, format('DROP SEQUENCE IF EXISTS %I.%I', :'schema', r.relname)
      FROM relation r
     -- CASE keeps has_sequence_privilege from being asked of a table, which is an error.
     WHERE CASE WHEN r.relkind = 'S' THEN r.is_visible OR has_sequence_privilege(r.oid, 'SELECT, UPDATE, USAGE') ELSE false END
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 18, 'pg_collation'::regclass, l.oid, format('DROP COLLATION IF EXISTS %I.%I CASCADE', :'schema', l.collname)
      FROM pg_collation l JOIN place ON place.oid = l.collnamespace
    UNION ALL
    SELECT 19, 'pg_extension'::regclass, e.oid, format('DROP EXTENSION IF EXISTS %I CASCADE', e.extname)
      FROM pg_extension e JOIN place ON place.oid = e.extnamespace
     WHERE pg_get_userbyid(e.extowner) = CURRENT_USER
)
SELECT o.statement
  FROM object o
 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.classid AND d.objid = o.oid AND d.deptype = 'e')
 ORDER BY o.step, o.oid

-- Purpose: functions, procedures and aggregates with all that defines them.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what a body in standard SQL names. Privileges: none.
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, p.oid::regprocedure::text, NULL::int8,
       CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid)
            ELSE (SELECT concat_ws(E'\n',
                      'arguments ' || pg_get_function_arguments(p.oid),
                      'returns ' || pg_get_function_result(p.oid),
                      CASE g.aggkind WHEN 'o' THEN 'ordered set' WHEN 'h' THEN 'hypothetical' END,
                      'sfunc ' || g.aggtransfn::regprocedure,
                      'stype ' || format_type(g.aggtranstype, NULL),
                      'sspace ' || NULLIF(g.aggtransspace, 0),
                      'finalfunc ' || NULLIF(g.aggfinalfn, 0)::regprocedure,
                      CASE WHEN g.aggfinalextra THEN 'finalfunc_extra' END,
                      'finalfunc_modify ' || g.aggfinalmodify::text,
                      'combinefunc ' || NULLIF(g.aggcombinefn, 0)::regprocedure,
                      'serialfunc ' || NULLIF(g.aggserialfn, 0)::regprocedure,
                      'deserialfunc ' || NULLIF(g.aggdeserialfn, 0)::regprocedure,
                      'initcond ' || quote_literal(g.agginitval),
                      'msfunc ' || NULLIF(g.aggmtransfn, 0)::regprocedure,
                      'minvfunc ' || NULLIF(g.aggminvtransfn, 0)::regprocedure,
                      'mstype ' || format_type(NULLIF(g.aggmtranstype, 0), NULL),
                      'msspace ' || NULLIF(g.aggmtransspace, 0),
                      'mfinalfunc ' || NULLIF(g.aggmfinalfn, 0)::regprocedure,
                      CASE WHEN g.aggmfinalextra THEN 'mfinalfunc_extra' END,
                      CASE WHEN g.aggmtransfn <> 0 THEN 'mfinalfunc_modify ' || g.aggmfinalmodify::text END,
                      'minitcond ' || quote_literal(g.aggminitval),
                      'sortop ' || NULLIF(g.aggsortop, 0)::regoperator,
                      CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' END)
                    FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END,
       NULL, p.proowner, 'pg_proc'::regclass::oid, p.oid, 0, p.proacl, 'f', NULL
  FROM pg_proc p
  JOIN namespace n ON n.oid = p.pronamespace
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
   -- The constructors of a range type come and go with it.
   AND NOT EXISTS (SELECT FROM dependency d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)

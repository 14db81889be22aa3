-- Purpose: functions, procedures and aggregates. A function can stand in for itself without its body.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what a body in standard SQL names. Privileges: none.
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, p.oid::regprocedure::text, m.words,
       ARRAY[CASE WHEN p.prokind <> 'a' THEN rtrim(pg_get_functiondef(p.oid), E'\n')
            ELSE (SELECT 'CREATE AGGREGATE ' || m.name || '(' || m.arguments || E') (\n' || concat_ws(E',\n',
                      '    SFUNC = ' || g.aggtransfn::regproc,
                      '    STYPE = ' || format_type(g.aggtranstype, NULL),
                      '    SSPACE = ' || NULLIF(g.aggtransspace, 0),
                      '    FINALFUNC = ' || NULLIF(g.aggfinalfn, 0)::regproc,
                      CASE WHEN g.aggfinalextra THEN '    FINALFUNC_EXTRA' END,
                      CASE WHEN g.aggfinalfn <> 0 AND g.aggfinalmodify::text <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN '    FINALFUNC_MODIFY = ' || CASE g.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
                      '    COMBINEFUNC = ' || NULLIF(g.aggcombinefn, 0)::regproc,
                      '    SERIALFUNC = ' || NULLIF(g.aggserialfn, 0)::regproc,
                      '    DESERIALFUNC = ' || NULLIF(g.aggdeserialfn, 0)::regproc,
                      '    INITCOND = ' || quote_literal(g.agginitval),
                      '    MSFUNC = ' || NULLIF(g.aggmtransfn, 0)::regproc,
                      '    MINVFUNC = ' || NULLIF(g.aggminvtransfn, 0)::regproc,
                      '    MSTYPE = ' || format_type(NULLIF(g.aggmtranstype, 0), NULL),
                      '    MSSPACE = ' || NULLIF(g.aggmtransspace, 0),
                      '    MFINALFUNC = ' || NULLIF(g.aggmfinalfn, 0)::regproc,
                      CASE WHEN g.aggmfinalextra THEN '    MFINALFUNC_EXTRA' END,
                      CASE WHEN g.aggmfinalfn <> 0 AND g.aggmfinalmodify::text <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN '    MFINALFUNC_MODIFY = ' || CASE g.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
                      '    MINITCOND = ' || quote_literal(g.aggminitval),
                      (SELECT '    SORTOP = OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')' FROM pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace WHERE o.oid = g.aggsortop),
                      CASE g.aggkind WHEN 'h' THEN '    HYPOTHETICAL' END,
                      CASE p.proparallel WHEN 's' THEN '    PARALLEL = SAFE' WHEN 'r' THEN '    PARALLEL = RESTRICTED' END) || E'\n)'
                    FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END],
       NULL::text, false,
       CASE WHEN p.prosqlbody IS NOT NULL THEN jsonb_build_object('hasBodyInSql', true) END,
       p.proowner, 'pg_proc'::regclass::oid, p.oid, 0, p.proacl, 'f'
  FROM pg_proc p
  JOIN namespace n ON n.oid = p.pronamespace
 CROSS JOIN LATERAL (SELECT n.name || '.' || quote_ident(p.proname) AS name, COALESCE(NULLIF(pg_get_function_arguments(p.oid), ''), CASE p.prokind WHEN 'a' THEN '*' ELSE '' END) AS arguments,
                            CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' WHEN 'a' THEN 'AGGREGATE ' ELSE 'FUNCTION ' END || n.name || '.' || quote_ident(p.proname)
                            || '(' || COALESCE(NULLIF(pg_get_function_identity_arguments(p.oid), ''), CASE p.prokind WHEN 'a' THEN '*' ELSE '' END) || ')' AS words) m
 WHERE NOT EXISTS (SELECT FROM member e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)

-- Purpose: policies, rules, statistics objects, publications, extensions, foreign servers, operators and other objects of which name and place matter.
-- Parameters: none.
-- PostgreSQL: 14-18. Locks: ACCESS SHARE on what rules read and write. Privileges: none.
SELECT COALESCE(pg_catalog.json_agg(x ORDER BY x.oid), '[]')
  FROM (
    SELECT 'pg_policy' AS catalog, p.oid::int8 AS oid, p.polname::text AS name, NULL::text AS schema, p.polrelid::int8 AS "table", '{}'::int2[] AS columns,
           NULL::text AS owner, NULL::text AS definition
      FROM pg_catalog.pg_policy p
    UNION ALL
    SELECT 'pg_rewrite', r.oid::int8, r.rulename, NULL, r.ev_class::int8, '{}', NULL,
           CASE WHEN r.rulename <> '_RETURN' AND r.ev_class <> ALL (pg_catalog.current_setting('flyback.locked')::oid[])
                THEN pg_catalog.pg_get_ruledef(r.oid) END
      FROM pg_catalog.pg_rewrite r
     WHERE r.oid >= 16384
    UNION ALL
    SELECT 'pg_statistic_ext', s.oid::int8, s.stxname, n.nspname, s.stxrelid::int8, s.stxkeys::int2[], pg_catalog.pg_get_userbyid(s.stxowner), NULL
      FROM pg_catalog.pg_statistic_ext s
      JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT 'pg_publication', p.oid::int8, p.pubname, NULL, 0, '{}', pg_catalog.pg_get_userbyid(p.pubowner), NULL
      FROM pg_catalog.pg_publication p
    UNION ALL
    SELECT 'pg_publication_rel', r.oid::int8, p.pubname, NULL, r.prrelid::int8, '{}', NULL, NULL
      FROM pg_catalog.pg_publication_rel r
      JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
    UNION ALL
    SELECT 'pg_extension', e.oid::int8, e.extname, n.nspname, 0, '{}', pg_catalog.pg_get_userbyid(e.extowner), NULL
      FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    UNION ALL
    SELECT 'pg_language', l.oid::int8, l.lanname, NULL, 0, '{}', pg_catalog.pg_get_userbyid(l.lanowner), NULL
      FROM pg_catalog.pg_language l
     WHERE l.lanispl
    UNION ALL
    SELECT 'pg_foreign_data_wrapper', f.oid::int8, f.fdwname, NULL, 0, '{}', pg_catalog.pg_get_userbyid(f.fdwowner), NULL
      FROM pg_catalog.pg_foreign_data_wrapper f
    UNION ALL
    SELECT 'pg_foreign_server', s.oid::int8, s.srvname, NULL, 0, '{}', pg_catalog.pg_get_userbyid(s.srvowner), NULL
      FROM pg_catalog.pg_foreign_server s
    UNION ALL
    SELECT 'pg_am', a.oid::int8, a.amname, NULL, 0, '{}', NULL, NULL
      FROM pg_catalog.pg_am a
     WHERE a.oid >= 16384
    UNION ALL
    -- pg_subscription itself is closed to most roles.
    SELECT DISTINCT 'pg_subscription', s.subid::int8, s.subname, NULL, 0, '{}'::int2[], NULL, NULL
      FROM pg_catalog.pg_stat_subscription s
    UNION ALL
    SELECT 'pg_authid', r.oid::int8, r.rolname, NULL, 0, '{}', NULL, NULL
      FROM pg_catalog.pg_roles r
    UNION ALL
    SELECT 'pg_tablespace', t.oid::int8, t.spcname, NULL, 0, '{}', pg_catalog.pg_get_userbyid(t.spcowner), NULL
      FROM pg_catalog.pg_tablespace t
    UNION ALL
    SELECT 'pg_database', d.oid::int8, d.datname, NULL, 0, '{}', pg_catalog.pg_get_userbyid(d.datdba), NULL
      FROM pg_catalog.pg_database d
    UNION ALL
    SELECT o.catalog, o.oid::int8, o.name, n.nspname, 0, '{}', pg_catalog.pg_get_userbyid(o.owner), NULL
      FROM (
        SELECT 'pg_operator', oid, oprname, oprnamespace, oprowner FROM pg_catalog.pg_operator WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_opclass', oid, opcname, opcnamespace, opcowner FROM pg_catalog.pg_opclass WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_opfamily', oid, opfname, opfnamespace, opfowner FROM pg_catalog.pg_opfamily WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_collation', oid, collname, collnamespace, collowner FROM pg_catalog.pg_collation WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_conversion', oid, conname, connamespace, conowner FROM pg_catalog.pg_conversion WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_ts_config', oid, cfgname, cfgnamespace, cfgowner FROM pg_catalog.pg_ts_config WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_ts_dict', oid, dictname, dictnamespace, dictowner FROM pg_catalog.pg_ts_dict WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_ts_parser', oid, prsname, prsnamespace, NULL FROM pg_catalog.pg_ts_parser WHERE oid >= 16384
        UNION ALL
        SELECT 'pg_ts_template', oid, tmplname, tmplnamespace, NULL FROM pg_catalog.pg_ts_template WHERE oid >= 16384
      ) o (catalog, oid, name, namespace, owner)
      JOIN pg_catalog.pg_namespace n ON n.oid = o.namespace
  ) x

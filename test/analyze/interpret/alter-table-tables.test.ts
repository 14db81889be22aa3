import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { outcomeOf, SETUPS } from './alter-table-outcome.ts';

beforeAll(loadParser);

/** Checked against servers of 14 to 18: pg_locks after the statement, and the messages of DEBUG1; or the SQLSTATE of the refusal. */
const FACTS: readonly [setup: keyof typeof SETUPS, more: string, sql: string, majorVersion: number, locks: string, work: string][] = [
  ['T', '', 'ALTER TABLE t SET UNLOGGED', 18, 't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE', 'rewrite t, index-build t_pkey'],
  ['T', '', 'ALTER TABLE t SET LOGGED', 18, 't ACCESS EXCLUSIVE', ''],
  ['O', '', 'ALTER TABLE t SET UNLOGGED', 18, '42P16', ''],
  ['O', '', 'ALTER TABLE o SET UNLOGGED', 18, 'o ACCESS EXCLUSIVE, o_pkey ACCESS EXCLUSIVE', 'rewrite o, index-build o_pkey'],
  ['T', '', 'ALTER TABLE t SET TABLESPACE other', 18, 't ACCESS EXCLUSIVE', 'copy t'],
  ['T', '', 'ALTER TABLE t SET TABLESPACE pg_default', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER INDEX t_pkey SET TABLESPACE other', 18, 't_pkey ACCESS EXCLUSIVE', 'copy t_pkey'],
  [
    'T',
    '',
    'ALTER TABLE t SET TABLESPACE other, ALTER a TYPE bigint',
    18,
    't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE',
    'rewrite t, index-build t_pkey',
  ],
  [
    'T',
    'CREATE TABLE u AS SELECT * FROM t;',
    'ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE other',
    18,
    't ACCESS EXCLUSIVE, u ACCESS EXCLUSIVE',
    'copy t, copy u',
  ],
  ['T', '', 'ALTER TABLE t SET ACCESS METHOD heap', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t SET ACCESS METHOD other', 18, 't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE', 'rewrite t, index-build t_pkey'],
  ['T', '', 'ALTER TABLE t SET ACCESS METHOD other', 14, '42601', ''],
  ['T', '', 'ALTER TABLE t SET (fillfactor = 50, toast.autovacuum_enabled = off)', 18, 't SHARE UPDATE EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t SET (user_catalog_table = true)', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t RESET (parallel_workers)', 18, 't SHARE UPDATE EXCLUSIVE', ''],
  ['T', 'CREATE VIEW v AS SELECT a FROM t;', 'ALTER VIEW v SET (security_barrier = true)', 18, 'v ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t CLUSTER ON t_pkey', 18, 't SHARE UPDATE EXCLUSIVE, t_pkey SHARE UPDATE EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey', 18, 't ACCESS EXCLUSIVE, t_pkey SHARE', ''],
  ['T', '', 'ALTER TABLE t ENABLE ROW LEVEL SECURITY', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t DISABLE TRIGGER ALL', 18, 't SHARE ROW EXCLUSIVE', ''],
  [
    'P',
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();",
    'ALTER TABLE p DISABLE TRIGGER g',
    18,
    'p SHARE ROW EXCLUSIVE, p1 SHARE ROW EXCLUSIVE, p2 SHARE ROW EXCLUSIVE, p21 SHARE ROW EXCLUSIVE',
    '',
  ],
  ['P', '', 'ALTER TABLE p DISABLE TRIGGER ALL', 18, 'p SHARE ROW EXCLUSIVE', ''],
  ['T', 'CREATE RULE g AS ON DELETE TO t DO ALSO SELECT 1;', 'ALTER TABLE t DISABLE RULE g', 18, 't ACCESS EXCLUSIVE', ''],
  [
    'I',
    'CREATE TABLE k (id int, a int, c varchar(10)); INSERT INTO k SELECT * FROM q;',
    'ALTER TABLE k INHERIT q',
    18,
    'k ACCESS EXCLUSIVE, q SHARE UPDATE EXCLUSIVE',
    '',
  ],
  ['I', 'CREATE TABLE k (id int);', 'ALTER TABLE k INHERIT q', 18, '42804', ''],
  ['I', '', 'ALTER TABLE q1 NO INHERIT q', 18, 'q ACCESS SHARE, q1 ACCESS EXCLUSIVE', ''],
  [
    'T',
    'CREATE TYPE y AS (a int); CREATE TABLE k (a int); INSERT INTO k SELECT g FROM generate_series(1, 20000) g;',
    'ALTER TABLE k OF y',
    18,
    'k ACCESS EXCLUSIVE',
    '',
  ],
  [
    'T',
    'ALTER TABLE t ADD x serial;',
    'ALTER TABLE t OWNER TO joe',
    18,
    't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, t_x_seq ACCESS EXCLUSIVE',
    '',
  ],
  ['T', '', 'ALTER TABLE t OWNER TO CURRENT_USER', 18, 't ACCESS EXCLUSIVE', ''],
  [
    'P',
    'CREATE INDEX i ON ONLY p (a); CREATE INDEX j ON p1 (a);',
    'ALTER INDEX i ATTACH PARTITION j',
    18,
    'i SHARE UPDATE EXCLUSIVE, j ACCESS EXCLUSIVE, p ACCESS SHARE, p1 ACCESS SHARE',
    '',
  ],
  ['T', 'CREATE VIEW v AS SELECT a FROM t;', 'ALTER TABLE v ADD x int', 18, '42809', ''],
  [
    'T',
    '',
    'ALTER TABLE t ADD x int DEFAULT random(), ALTER a SET NOT NULL, ADD UNIQUE (a), ADD CHECK (n > 0)',
    18,
    't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE',
    'index-build t_a_key, rewrite t, index-build t_pkey',
  ],
];

describe('ALTER TABLE: the table as a whole', () => {
  it.each(FACTS)('%s %s => %s on %i', (setup, more, sql, majorVersion, locks, work) => {
    expect(outcomeOf(SETUPS[setup] + more, sql, majorVersion)).toEqual({ locks, work });
  });
});

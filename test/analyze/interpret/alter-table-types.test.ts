import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { outcomeOf, SETUPS } from './alter-table-outcome.ts';

beforeAll(loadParser);

/** Checked against servers of 14 to 18: pg_locks after the statement, and the messages of DEBUG1; or the SQLSTATE of the refusal. */
const FACTS: readonly [setup: keyof typeof SETUPS, more: string, sql: string, majorVersion: number, locks: string, work: string][] = [
  ['T', '', 'ALTER TABLE t ALTER c TYPE varchar(20)', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t ALTER a TYPE bigint', 18, 't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE', 'rewrite t, index-build t_pkey'],
  ['T', 'CREATE INDEX i ON t (c);', 'ALTER TABLE t ALTER c TYPE varchar(20)', 18, 'i ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE', ''],
  [
    'T',
    'CREATE INDEX i ON t (lower(c));',
    'ALTER TABLE t ALTER c TYPE varchar(20)',
    18,
    'i ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE',
    'index-build i',
  ],
  [
    'T',
    "CREATE INDEX i ON t (a) WHERE c <> 'x';",
    'ALTER TABLE t ALTER c TYPE varchar(20)',
    18,
    'i ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE',
    'index-build i',
  ],
  ['T', "ALTER TABLE t ADD CHECK (c <> 'x');", 'ALTER TABLE t ALTER c TYPE varchar(20)', 18, 't ACCESS EXCLUSIVE', 'scan t'],
  ['T', "ALTER TABLE t ADD CHECK (c <> 'x') NOT VALID;", 'ALTER TABLE t ALTER c TYPE varchar(20)', 18, 't ACCESS EXCLUSIVE', ''],
  [
    'T',
    'CREATE INDEX i ON t (c);',
    'ALTER TABLE t ALTER c TYPE varchar(20), ALTER a TYPE bigint',
    18,
    'i ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE',
    'rewrite t, index-build t_pkey, index-build i',
  ],
  ['K', '', 'ALTER TABLE s ALTER k TYPE varchar(9)', 18, 'r ACCESS EXCLUSIVE, s ACCESS EXCLUSIVE', ''],
  ['K', '', 'ALTER TABLE r ALTER k TYPE varchar(9)', 18, 'r ACCESS EXCLUSIVE, r_pkey ACCESS EXCLUSIVE, s ACCESS EXCLUSIVE', ''],
  ['K', '', 'ALTER TABLE s ALTER x TYPE bigint', 18, 's ACCESS EXCLUSIVE', 'rewrite s'],
  [
    'O',
    '',
    'ALTER TABLE t ALTER id TYPE bigint',
    18,
    'o ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE',
    'rewrite t, index-build t_pkey, scan o, scan t',
  ],
  [
    'O',
    '',
    'ALTER TABLE o ALTER t_id TYPE bigint',
    18,
    'o ACCESS EXCLUSIVE, o_pkey ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE',
    'rewrite o, index-build o_pkey, scan o, scan t',
  ],
  [
    'P',
    '',
    'ALTER TABLE p ALTER c TYPE varchar(20)',
    18,
    'p ACCESS EXCLUSIVE, p1 ACCESS EXCLUSIVE, p2 ACCESS EXCLUSIVE, p21 ACCESS EXCLUSIVE',
    '',
  ],
  [
    'P',
    'CREATE INDEX i ON p (c);',
    'ALTER TABLE p ALTER c TYPE varchar(20)',
    18,
    'i ACCESS EXCLUSIVE, p ACCESS EXCLUSIVE, p1 ACCESS EXCLUSIVE, p1_c_idx ACCESS EXCLUSIVE, p2 ACCESS EXCLUSIVE, p21 ACCESS EXCLUSIVE, p21_c_idx ACCESS EXCLUSIVE, p2_c_idx ACCESS EXCLUSIVE',
    'index-build p1_c_idx, index-build p21_c_idx',
  ],
  [
    'P',
    'CREATE INDEX i ON p1 (c);',
    'ALTER TABLE p ALTER c TYPE varchar(20)',
    18,
    'i ACCESS EXCLUSIVE, p ACCESS EXCLUSIVE, p1 ACCESS EXCLUSIVE, p2 ACCESS EXCLUSIVE, p21 ACCESS EXCLUSIVE',
    '',
  ],
  ['P', '', 'ALTER TABLE p1 ALTER c TYPE text', 18, '42P16', ''],
  ['P', '', 'ALTER TABLE p ALTER id TYPE bigint', 18, '42P16', ''],
  ['I', '', 'ALTER TABLE q ALTER a TYPE bigint', 18, 'q ACCESS EXCLUSIVE, q1 ACCESS EXCLUSIVE', 'rewrite q, rewrite q1'],
  ['I', '', 'ALTER TABLE ONLY q ALTER a TYPE bigint', 18, '42P16', ''],
  ['T', 'CREATE VIEW v AS SELECT c FROM t;', 'ALTER TABLE t ALTER c TYPE text', 18, '0A000', ''],
  ['T', 'ALTER TABLE t ADD x int GENERATED ALWAYS AS (a + 1) STORED;', 'ALTER TABLE t ALTER a TYPE bigint', 18, '0A000', ''],
  ['T', 'ALTER TABLE t ADD x int GENERATED ALWAYS AS (a + 1) STORED;', 'ALTER TABLE t ALTER a TYPE bigint', 14, '42601', ''],
  ['T', 'CREATE TABLE u (r t);', 'ALTER TABLE t ALTER a TYPE bigint', 18, '0A000', ''],
  ['T', 'ALTER TABLE t ADD CONSTRAINT k NOT NULL c NOT VALID;', 'ALTER TABLE t ALTER c TYPE text', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', 'CREATE TYPE y AS (a int); CREATE TABLE ty OF y;', 'ALTER TYPE y ADD ATTRIBUTE z int', 18, '2BP01', ''],
  [
    'T',
    'CREATE TYPE y AS (a int); CREATE TABLE ty OF y; INSERT INTO ty SELECT g FROM generate_series(1, 20000) g;',
    'ALTER TYPE y ADD ATTRIBUTE z int CASCADE',
    18,
    'ty ACCESS EXCLUSIVE',
    '',
  ],
  [
    'T',
    'CREATE TYPE y AS (a int); CREATE TABLE ty OF y; INSERT INTO ty SELECT g FROM generate_series(1, 20000) g;',
    'ALTER TYPE y ALTER ATTRIBUTE a TYPE bigint CASCADE',
    18,
    'ty ACCESS EXCLUSIVE',
    'rewrite ty',
  ],
  ['T', 'CREATE TYPE y AS (a int); CREATE TABLE ty (v y);', 'ALTER TYPE y ALTER ATTRIBUTE a TYPE bigint', 18, '0A000', ''],
];

describe('ALTER TABLE: types of columns', () => {
  it.each(FACTS)('%s %s => %s on %i', (setup, more, sql, majorVersion, locks, work) => {
    expect(outcomeOf(SETUPS[setup] + more, sql, majorVersion)).toEqual({ locks, work });
  });
});

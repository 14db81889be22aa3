import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { outcomeOf, SETUPS } from './alter-table-outcome.ts';

beforeAll(loadParser);

/** Checked against servers of 14 to 18: pg_locks after the statement, and the messages of DEBUG1; or the SQLSTATE of the refusal. */
const FACTS: readonly [setup: keyof typeof SETUPS, more: string, sql: string, majorVersion: number, locks: string, work: string][] = [
  ['T', '', 'ALTER TABLE t RENAME TO u', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER INDEX t_pkey RENAME TO u', 18, 't_pkey SHARE UPDATE EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t_pkey RENAME TO u', 18, 't_pkey ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER INDEX t RENAME TO u', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', '', 'ALTER TABLE t RENAME a TO z', 18, 't ACCESS EXCLUSIVE', ''],
  ['P', '', 'ALTER TABLE p RENAME a TO z', 18, 'p ACCESS EXCLUSIVE, p1 ACCESS EXCLUSIVE, p2 ACCESS EXCLUSIVE, p21 ACCESS EXCLUSIVE', ''],
  ['I', '', 'ALTER TABLE ONLY q RENAME a TO y', 18, '42P16', ''],
  ['I', '', 'ALTER TABLE q1 RENAME a TO y', 18, '42P16', ''],
  ['I', '', 'ALTER TABLE q RENAME a TO z', 18, '42701', ''],
  ['T', '', 'ALTER TABLE t RENAME CONSTRAINT t_pkey TO u', 18, 't ACCESS EXCLUSIVE, t_pkey SHARE UPDATE EXCLUSIVE', ''],
  [
    'I',
    'ALTER TABLE q ADD CONSTRAINT k CHECK (a > 0);',
    'ALTER TABLE q RENAME CONSTRAINT k TO l',
    18,
    'q ACCESS EXCLUSIVE, q1 ACCESS EXCLUSIVE',
    '',
  ],
  ['O', '', 'ALTER TABLE o RENAME CONSTRAINT o_t_id_fkey TO k', 18, 'o ACCESS EXCLUSIVE', ''],
  ['T', 'CREATE VIEW v AS SELECT a FROM t;', 'ALTER VIEW v RENAME TO w', 18, 'v ACCESS EXCLUSIVE', ''],
  [
    'P',
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();",
    'ALTER TRIGGER g ON p RENAME TO h',
    18,
    'p ACCESS EXCLUSIVE, p1 ACCESS EXCLUSIVE, p2 ACCESS EXCLUSIVE, p21 ACCESS EXCLUSIVE',
    '',
  ],
  [
    'P',
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();",
    'ALTER TRIGGER g ON p RENAME TO h',
    14,
    'p ACCESS EXCLUSIVE',
    '',
  ],
  ['T', 'CREATE POLICY g ON t USING (true);', 'ALTER POLICY g ON t RENAME TO h', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', 'CREATE RULE g AS ON DELETE TO t DO ALSO SELECT 1;', 'ALTER RULE g ON t RENAME TO h', 18, 't ACCESS EXCLUSIVE', ''],
  ['T', "CREATE TYPE y AS ENUM ('a');", 'ALTER TYPE y RENAME TO z', 18, '', ''],
  ['T', 'CREATE TYPE y AS (a int); CREATE TABLE k OF y;', 'ALTER TYPE y RENAME ATTRIBUTE a TO z CASCADE', 18, 'k ACCESS EXCLUSIVE', ''],
  ['T', 'CREATE TYPE y AS (a int); CREATE TABLE k OF y;', 'ALTER TYPE y RENAME ATTRIBUTE a TO z', 18, '2BP01', ''],
  ['T', 'CREATE SCHEMA s; CREATE TABLE s.u (id int);', 'ALTER SCHEMA s RENAME TO z', 18, '', ''],
  [
    'T',
    'CREATE SCHEMA s; ALTER TABLE t ADD x serial;',
    'ALTER TABLE t SET SCHEMA s',
    18,
    't ACCESS EXCLUSIVE, t_x_seq ACCESS EXCLUSIVE',
    '',
  ],
  ['P', 'CREATE SCHEMA s;', 'ALTER TABLE p SET SCHEMA s', 18, 'p ACCESS EXCLUSIVE', ''],
  ['T', 'CREATE SCHEMA s; ALTER TABLE t ADD x serial;', 'ALTER SEQUENCE t_x_seq SET SCHEMA s', 18, '0A000', ''],
  ['T', "CREATE SCHEMA s; CREATE TYPE y AS ENUM ('a');", 'ALTER TYPE y SET SCHEMA s', 18, '', ''],
  ['T', "CREATE TYPE y AS ENUM ('a');", 'ALTER TYPE y OWNER TO joe', 18, '', ''],
  ['T', 'ALTER TABLE t OWNER TO joe;', 'REASSIGN OWNED BY joe TO CURRENT_USER', 18, 't ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE', ''],
];

describe('names, schemas and owners', () => {
  it.each(FACTS)('%s %s => %s on %i', (setup, more, sql, majorVersion, locks, work) => {
    expect(outcomeOf(SETUPS[setup] + more, sql, majorVersion)).toEqual({ locks, work });
  });
});

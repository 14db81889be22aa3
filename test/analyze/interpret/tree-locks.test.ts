import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const SETUP = `
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE p (id int NOT NULL, a_id int CONSTRAINT p_fk REFERENCES a, body text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE base (id int, n int NOT NULL);
CREATE TABLE kid () INHERITS (base);
CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY);
CREATE VIEW v AS SELECT 1 AS one;
`;
const BOTH = ['p ACCESS EXCLUSIVE', 'p1 ACCESS EXCLUSIVE'];

/** Checked against servers of 14, 15 and 18: pg_locks after the statement. */
const FACTS: readonly [sql: string, majorVersion: number, locks: readonly string[]][] = [
  ['ALTER TABLE p DROP CONSTRAINT IF EXISTS nope', 14, BOTH],
  ['ALTER TABLE p DROP CONSTRAINT IF EXISTS nope', 18, BOTH],
  ['ALTER TABLE base DROP CONSTRAINT IF EXISTS nope', 18, ['base ACCESS EXCLUSIVE']],
  // A partitioned index has no file to be built anew.
  [
    'ALTER TABLE p ADD COLUMN u uuid DEFAULT gen_random_uuid()',
    18,
    ['p ACCESS EXCLUSIVE', 'p1 ACCESS EXCLUSIVE', 'p1_pkey ACCESS EXCLUSIVE'],
  ],
  ['ALTER TABLE p ALTER CONSTRAINT p_fk NOT DEFERRABLE', 15, BOTH],
  ['ALTER TABLE p ALTER CONSTRAINT p_fk NOT DEFERRABLE', 18, ['p ACCESS EXCLUSIVE']],
  ['ALTER TABLE p ALTER CONSTRAINT p_fk DEFERRABLE', 18, BOTH],
  ['ALTER TABLE base ALTER COLUMN id DROP NOT NULL', 15, ['base ACCESS EXCLUSIVE', 'kid ACCESS EXCLUSIVE']],
  ['ALTER TABLE base ALTER COLUMN id DROP NOT NULL', 18, ['base ACCESS EXCLUSIVE']],
  ['ALTER TABLE base ALTER COLUMN n DROP NOT NULL', 18, ['base ACCESS EXCLUSIVE', 'kid ACCESS EXCLUSIVE']],
  ['ALTER TABLE i ALTER COLUMN id TYPE bigint', 15, ['i ACCESS EXCLUSIVE', 'i_id_seq SHARE ROW EXCLUSIVE']],
  ['ALTER TABLE p1 RENAME CONSTRAINT p1_pkey TO p1_key', 15, ['p1 ACCESS EXCLUSIVE', 'p1_pkey SHARE UPDATE EXCLUSIVE']],
  ['ANALYZE v', 15, []],
];

describe('locks on what belongs to a table', () => {
  it.each(FACTS)('%s (%i)', (sql, majorVersion, locks) => {
    const { locks: found, refused } = interpretSql(SETUP, sql, { majorVersion });
    expect([refused, found]).toEqual([null, locks]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const SETUP = `
CREATE TABLE t (id int PRIMARY KEY, v text, doc jsonb);
INSERT INTO t SELECT g, 'v' || g, '{}' FROM generate_series(1, 20000) g;
CREATE INDEX t_lower ON t (lower(v));
CREATE INDEX t_doc ON t USING gin (doc);
`;

/** Checked against servers of 15 and 18 by the pages that were read under the lock. */
const CONDITIONS: readonly [condition: string, isWork: boolean][] = [
  ['id = 5', false],
  ["lower(v) = 'v5'", false],
  ['id = 5 OR id = 6', false],
  [`doc @> '{"a": 1}'`, false],
  ['id BETWEEN 1 AND 9000', true],
  ["v = 'v5'", true],
];

describe('an UPDATE while others wait for its table', () => {
  it.each(CONDITIONS)('WHERE %s', (condition, isWork) => {
    const { effects } = interpretSql(SETUP, `LOCK t; UPDATE t SET v = 'x' WHERE ${condition}`);
    expect(effects.some(({ kind }) => kind === 'work')).toBe(isWork);
  });
});

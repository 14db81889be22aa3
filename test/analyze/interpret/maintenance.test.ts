import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const AE = 'ACCESS EXCLUSIVE';
const SUE = 'SHARE UPDATE EXCLUSIVE';
const TABLE = "CREATE TABLE a (id int PRIMARY KEY, v text); INSERT INTO a SELECT g, 'x' FROM generate_series(1, 20000) g;";
const REFERENCING = 'CREATE TABLE b (id int PRIMARY KEY, x int REFERENCES a); INSERT INTO b SELECT g, g FROM generate_series(1, 20000) g;';
const VIEW = 'CREATE MATERIALIZED VIEW m AS SELECT * FROM a; CREATE UNIQUE INDEX mi ON m (id);';
const EVENTS = `CREATE TABLE e (id int NOT NULL, k text) PARTITION BY RANGE (id); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (0) TO (100000);
  INSERT INTO e SELECT g, 'x' FROM generate_series(1, 20000) g; CREATE INDEX i ON e (id);`;
const CHILD = 'CREATE TABLE c () INHERITS (a); INSERT INTO c SELECT * FROM a;';

interface Case {
  readonly setup: string;
  readonly sql: string;
  readonly isOutside?: boolean;
  readonly locks: readonly string[];
  readonly work?: readonly string[];
}

/** Checked against servers of 14, 15 and 18. Work as `rewrite a`, with `!` where others wait for it. */
const CASES: readonly Case[] = [
  { setup: TABLE, sql: 'TRUNCATE a', locks: [`a ${AE}`, `a_pkey ${AE}`] },
  { setup: TABLE + REFERENCING, sql: 'TRUNCATE a CASCADE', locks: [`a ${AE}`, `a_pkey ${AE}`, `b ${AE}`, `b_pkey ${AE}`] },
  { setup: TABLE + CHILD, sql: 'TRUNCATE a', locks: [`a ${AE}`, `a_pkey ${AE}`, `c ${AE}`] },
  { setup: TABLE + CHILD, sql: 'TRUNCATE ONLY a', locks: [`a ${AE}`, `a_pkey ${AE}`] },
  { setup: EVENTS, sql: 'TRUNCATE e', locks: [`e ${AE}`, `e1 ${AE}`, `e1_id_idx ${AE}`] },
  { setup: EVENTS, sql: 'TRUNCATE e1', locks: [`e1 ${AE}`, `e1_id_idx ${AE}`] },
  {
    setup: 'CREATE TABLE s (id serial); INSERT INTO s SELECT g FROM generate_series(1, 20000) g',
    sql: 'TRUNCATE s RESTART IDENTITY',
    locks: [`s ${AE}`, `s_id_seq ${AE}`],
  },
  { setup: TABLE, sql: 'CLUSTER a USING a_pkey', locks: [`a ${AE}`, `a_pkey ${AE}`], work: ['rewrite a!', 'index-build a!'] },
  {
    setup: `${TABLE} ALTER TABLE a CLUSTER ON a_pkey`,
    sql: 'CLUSTER',
    isOutside: true,
    locks: [`a ${AE}`, `a_pkey ${AE}`],
    work: ['rewrite a!', 'index-build a!'],
  },
  {
    setup: EVENTS,
    sql: 'CLUSTER e USING i',
    isOutside: true,
    locks: [`e ${AE}`, `e1 ${AE}`, `e1_id_idx ${AE}`],
    work: ['rewrite e1!', 'index-build e1!'],
  },
  { setup: TABLE, sql: 'VACUUM FULL a', isOutside: true, locks: [`a ${AE}`, `a_pkey ${AE}`], work: ['rewrite a!', 'index-build a!'] },
  { setup: TABLE, sql: 'VACUUM a', isOutside: true, locks: [`a ${SUE}`, 'a_pkey ROW EXCLUSIVE'], work: ['scan a'] },
  { setup: TABLE, sql: 'VACUUM (FULL false) a', isOutside: true, locks: [`a ${SUE}`, 'a_pkey ROW EXCLUSIVE'], work: ['scan a'] },
  { setup: TABLE, sql: 'ANALYZE a', locks: [`a ${SUE}`, 'a_pkey ACCESS SHARE'], work: ['scan a'] },
  { setup: TABLE, sql: 'TRUNCATE a; VACUUM FULL a', isOutside: true, locks: [`a ${AE}`, `a_pkey ${AE}`] },
  {
    setup: TABLE + VIEW,
    sql: 'REFRESH MATERIALIZED VIEW m',
    locks: ['a ACCESS SHARE', `m ${AE}`, `mi ${AE}`],
    work: ['scan a!', 'rewrite m!', 'index-build m!'],
  },
  {
    setup: TABLE + VIEW,
    sql: 'REFRESH MATERIALIZED VIEW CONCURRENTLY m',
    locks: ['a ACCESS SHARE', 'm EXCLUSIVE', 'mi ROW EXCLUSIVE'],
    work: ['scan a', 'scan m'],
  },
  { setup: TABLE + VIEW, sql: 'REFRESH MATERIALIZED VIEW m WITH NO DATA', locks: [`m ${AE}`, `mi ${AE}`] },
];

describe('locks and work', () => {
  it.each(CASES)('$sql', ({ setup, sql, isOutside = false, locks, work = [] }) => {
    const interpreted = interpretSql(setup, sql, { isInTransaction: !isOutside });
    const done = interpreted.effects.flatMap((effect) =>
      effect.kind === 'work' ? [`${effect.work} ${effect.relation.name}${effect.under.length > 0 ? '!' : ''}`] : [],
    );
    expect({ refused: interpreted.refused, locks: interpreted.locks, work: done }).toEqual({ refused: null, locks, work });
  });
});

const REFUSED: readonly [sql: string, setup: string, sqlState: string][] = [
  ['TRUNCATE a', TABLE + REFERENCING, '0A000'],
  ['TRUNCATE v', 'CREATE VIEW v AS SELECT 1 AS x', '42809'],
  ['TRUNCATE ONLY e', EVENTS, '42809'],
  ['CLUSTER', TABLE, '25001'],
  ['CLUSTER e USING i', EVENTS, '25001'],
  ['VACUUM a', TABLE, '25001'],
  ['REFRESH MATERIALIZED VIEW a', TABLE, '0A000'],
];

describe('refusals', () => {
  it.each(REFUSED)('%s', (sql, setup, sqlState) => {
    expect(interpretSql(setup, sql).refused).toBe(sqlState);
  });

  it('TRUNCATE of both sides of a foreign key is no error', () => {
    expect(interpretSql(TABLE + REFERENCING, 'TRUNCATE a, b').refused).toBeNull();
  });
});

describe('TRUNCATE', () => {
  it('leaves nothing that later statements of the transaction would have to read', () => {
    const { effects } = interpretSql(TABLE, 'TRUNCATE a; CREATE INDEX ON a (v)');
    expect(effects.filter(({ kind }) => kind === 'work')).toEqual([]);
  });

  it('says what it destroys, what it was not told to as well', () => {
    const { effects } = interpretSql(TABLE + REFERENCING, 'TRUNCATE a CASCADE');
    const destroyed = effects.flatMap((effect) => (effect.kind === 'destroy' ? [[effect.name, effect.isCascade]] : []));
    expect(destroyed).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });
});

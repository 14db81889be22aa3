import { beforeAll, describe, expect, it } from 'vitest';
import { makeObjectName } from '../../../src/analyze/interpret/choose-name.ts';
import type { World } from '../../../src/analyze/world/world.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const TABLE = "CREATE TABLE a (id int PRIMARY KEY, v text, n int); INSERT INTO a SELECT g, 'x', 1 FROM generate_series(1, 20000) g;";
const EVENTS = `CREATE TABLE e (id int NOT NULL, k text) PARTITION BY RANGE (id); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (0) TO (10);
  CREATE TABLE e2 PARTITION OF e FOR VALUES FROM (10) TO (100000); INSERT INTO e SELECT g, 'x' FROM generate_series(1, 20000) g;`;

/** Checked against servers of 14, 15 and 18: pg_locks after the statement, or seen while it ran. */
const LOCKS: readonly [what: string, setup: string, sql: string, isInTransaction: boolean, locks: readonly string[]][] = [
  ['plain', TABLE, 'CREATE INDEX ON a (v)', true, ['a SHARE']],
  ['there is one already', `${TABLE} CREATE INDEX i ON a (v)`, 'CREATE INDEX IF NOT EXISTS i ON a (n)', true, ['a SHARE']],
  ['CONCURRENTLY', TABLE, 'CREATE INDEX CONCURRENTLY ON a (v)', false, ['a SHARE UPDATE EXCLUSIVE']],
  ['partitioned', EVENTS, 'CREATE INDEX ON e (k)', true, ['e SHARE', 'e1 SHARE', 'e2 SHARE']],
  ['ON ONLY of a partitioned table', EVENTS, 'CREATE INDEX ON ONLY e (k)', true, ['e SHARE']],
  [
    'the index of a partition that fits',
    `${EVENTS} CREATE INDEX i1 ON e1 (k)`,
    'CREATE INDEX ON e (k)',
    true,
    ['e SHARE', 'e1 SHARE', 'e2 SHARE', 'i1 SHARE'],
  ],
  ['REINDEX', TABLE, 'REINDEX TABLE a', true, ['a SHARE', 'a_pkey ACCESS EXCLUSIVE']],
  [
    'REINDEX CONCURRENTLY: the old index at last',
    TABLE,
    'REINDEX TABLE CONCURRENTLY a',
    false,
    ['a SHARE UPDATE EXCLUSIVE', 'a_pkey ACCESS EXCLUSIVE'],
  ],
  [
    'REINDEX of a partitioned index',
    `${EVENTS} CREATE INDEX i ON e (k)`,
    'REINDEX INDEX i',
    false,
    ['e SHARE', 'e1 SHARE', 'e1_k_idx ACCESS EXCLUSIVE', 'e2 SHARE', 'e2_k_idx ACCESS EXCLUSIVE', 'i ACCESS EXCLUSIVE'],
  ],
];

describe('locks', () => {
  it.each(LOCKS)('%s', (_what, setup, sql, isInTransaction, locks) => {
    const { refused, locks: taken } = interpretSql(setup, sql, { isInTransaction });
    expect({ refused, taken }).toEqual({ refused: null, taken: locks });
  });
});

const REFUSED: readonly [sql: string, setup: string, isInTransaction: boolean, sqlState: string][] = [
  ['CREATE INDEX CONCURRENTLY ON a (v)', TABLE, true, '25001'],
  ['CREATE INDEX CONCURRENTLY ON e (k)', EVENTS, false, '0A000'],
  ['CREATE INDEX i ON a (v)', `${TABLE} CREATE INDEX i ON a (n)`, true, '42P07'],
  ['CREATE INDEX ON v (id)', `${TABLE} CREATE VIEW v AS SELECT id FROM a`, true, '42809'],
  ['REINDEX TABLE CONCURRENTLY a', TABLE, true, '25001'],
  ['REINDEX TABLE e', EVENTS, true, '25001'],
  ['REINDEX SCHEMA public', TABLE, true, '25001'],
  ['REINDEX INDEX a', TABLE, true, '42809'],
];

describe('refusals', () => {
  it.each(REFUSED)('%s', (sql, setup, isInTransaction, sqlState) => {
    expect(interpretSql(setup, sql, { isInTransaction }).refused).toBe(sqlState);
  });
});

describe('builds', () => {
  const builds = (setup: string, sql: string, isInTransaction = true): readonly unknown[] =>
    interpretSql(setup, sql, { isInTransaction })
      .effects.filter((effect) => effect.kind === 'work')
      .map(({ work, relation, under }) => [work, relation.name, under.length > 0]);

  it('read the table while writers wait', () => {
    expect(builds(TABLE, 'CREATE INDEX ON a (v)')).toEqual([['index-build', 'a', true]]);
  });

  it('let writers go on under CONCURRENTLY', () => {
    expect(builds(TABLE, 'CREATE INDEX CONCURRENTLY ON a (v)', false)).toEqual([['index-build', 'a', false]]);
  });

  it('are nothing for an empty table, for ON ONLY, and where each partition has a fitting index', () => {
    expect(builds(TABLE, 'TRUNCATE a; CREATE INDEX ON a (v)')).toEqual([]);
    expect(builds(EVENTS, 'CREATE INDEX ON ONLY e (k)')).toEqual([]);
    expect(builds(`${EVENTS} CREATE INDEX ON e1 (k); CREATE INDEX ON e2 (k)`, 'CREATE INDEX ON e (k)')).toEqual([]);
  });

  it('are needed where a partition has only an index of another kind', () => {
    const setup = `${EVENTS} CREATE INDEX ON e1 (k) WHERE id > 0; CREATE UNIQUE INDEX ON e2 (k, id)`;
    expect(builds(setup, 'CREATE INDEX ON e (k)')).toEqual([
      ['index-build', 'e1', true],
      ['index-build', 'e2', true],
    ]);
  });
});

describe('names', () => {
  const names = (world: World, table: string): readonly string[] =>
    (world.findRelation(table)?.indexes ?? []).map(({ name }) => name).toSorted();

  it.each<[definition: string, name: string]>([
    ['a (v)', 'a_v_idx'],
    ['a (v, n) INCLUDE (id)', 'a_v_n_id_idx'],
    ['a (lower(v), upper(v))', 'a_lower_upper_idx'],
    ['a ((n + 1), (n + 2))', 'a_expr_expr1_idx'],
    ['a ((v::varchar), (coalesce(v, v)), (CASE WHEN n > 0 THEN 1 END))', 'a_v_coalesce_case_idx'],
  ])('%s', (definition, name) => {
    expect(names(interpretSql(TABLE, `CREATE INDEX ON ${definition}`).world, 'a')).toEqual(['a_pkey', name].toSorted());
  });

  it('get a number when they are taken', () => {
    const { world } = interpretSql(TABLE, 'CREATE INDEX ON a (v); CREATE INDEX ON a (v)');
    expect(names(world, 'a')).toEqual(['a_pkey', 'a_v_idx', 'a_v_idx1']);
  });

  it('are cut to 63 bytes, the longer part first', () => {
    expect(makeObjectName('t'.repeat(70), 'column', 'idx')).toBe(`${'t'.repeat(52)}_column_idx`);
    expect(makeObjectName('ä'.repeat(40), null, 'pkey')).toBe(`${'ä'.repeat(29)}_pkey`);
  });
});

describe('validity', () => {
  it('ON ONLY is invalid while there are partitions', () => {
    const { world } = interpretSql(EVENTS, 'CREATE INDEX i ON ONLY e (k)');
    expect(world.findRelation('i')?.index?.isValid).toBe(false);
  });

  it('IF NOT EXISTS over an INVALID index says that it is used', () => {
    const setup = `${EVENTS} CREATE INDEX i ON ONLY e (k)`;
    const { effects } = interpretSql(setup, 'CREATE INDEX IF NOT EXISTS i ON e (k)');
    expect(effects.filter((effect) => effect.kind === 'dependent')).toEqual([
      { kind: 'dependent', what: 'invalid index', name: 'i', change: 'uses' },
    ]);
  });
});

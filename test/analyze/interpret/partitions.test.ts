import { beforeAll, describe, expect, it } from 'vitest';
import { Interpretation } from '../../../src/analyze/interpret/interpretation.ts';
import { detachPartition } from '../../../src/analyze/interpret/partitions.ts';
import { withDescendants } from '../../../src/analyze/world/trees.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const AE = 'ACCESS EXCLUSIVE';
const SUE = 'SHARE UPDATE EXCLUSIVE';
const SRE = 'SHARE ROW EXCLUSIVE';
const EVENTS = `CREATE TABLE e (id int NOT NULL, k text, a int) PARTITION BY RANGE (id); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (0) TO (10);
  INSERT INTO e SELECT g % 10, 'x', g FROM generate_series(1, 20000) g;`;
const DEFAULT = "CREATE TABLE ed PARTITION OF e DEFAULT; INSERT INTO ed SELECT 1000 + g, 'x', g FROM generate_series(1, 20000) g;";
const NEW = "CREATE TABLE n (id int NOT NULL, k text, a int); INSERT INTO n SELECT 10 + g % 10, 'x', g FROM generate_series(1, 20000) g;";
const ACCOUNTS = "CREATE TABLE acc (id int PRIMARY KEY, v text); INSERT INTO acc SELECT g, 'x' FROM generate_series(1, 20000) g;";
const KEY = `${ACCOUNTS} ALTER TABLE e ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES acc;`;
const REFERENCED =
  'ALTER TABLE e ADD PRIMARY KEY (id); CREATE TABLE r (x int REFERENCES e); INSERT INTO r SELECT 10 FROM generate_series(1, 20000);';
const ATTACH = 'ALTER TABLE e ATTACH PARTITION n FOR VALUES FROM (10) TO (20)';
const DETACH = 'ALTER TABLE e DETACH PARTITION e1';

/** Checked against servers of 14, 15 and 18: pg_locks after the statement; where versions differ, 18. */
const LOCKS: readonly [what: string, setup: string, sql: string, locks: readonly string[]][] = [
  ['ATTACH', EVENTS + NEW, ATTACH, [`e ${SUE}`, `n ${AE}`]],
  ['ATTACH beside a default partition', EVENTS + DEFAULT + NEW, ATTACH, [`e ${SUE}`, `ed ${AE}`, `n ${AE}`]],
  ['ATTACH under an index', `${EVENTS} CREATE INDEX i ON e (k); ${NEW}`, ATTACH, [`e ${SUE}`, `i ${SUE}`, `n ${AE}`]],
  [
    'ATTACH of a partitioned table',
    `${EVENTS} CREATE TABLE n (id int NOT NULL, k text, a int) PARTITION BY LIST (k); CREATE TABLE n1 PARTITION OF n DEFAULT`,
    ATTACH,
    [`e ${SUE}`, `n ${AE}`, `n1 ${AE}`],
  ],
  ['ATTACH to a table that is referenced', EVENTS + REFERENCED + NEW, ATTACH, [`e ${SUE}`, `e_pkey ${SUE}`, `n ${AE}`, `r ${SRE}`]],
  ['DETACH', EVENTS, DETACH, [`e ${AE}`, `e1 ${AE}`]],
  ['DETACH beside a default partition', EVENTS + DEFAULT, DETACH, [`e ${AE}`, `e1 ${AE}`, `ed ${AE}`]],
  ['DETACH of a part of an index', `${EVENTS} CREATE INDEX i ON e (k)`, DETACH, [`e ${AE}`, `e1 ${AE}`, `e1_k_idx ${AE}`]],
  ['DETACH with a foreign key', EVENTS + KEY, DETACH, [`acc ${SRE}`, `e ${AE}`, `e1 ${AE}`]],
];

describe('locks', () => {
  it.each(LOCKS)('%s', (_what, setup, sql, locks) => {
    const { refused, locks: taken } = interpretSql(setup, sql);
    expect({ refused, taken }).toEqual({ refused: null, taken: locks });
  });

  it('of ATTACH with the same foreign key: its triggers on the referenced table are dropped', () => {
    const setup = `${EVENTS} ${KEY} ${NEW} ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES acc;`;
    expect(interpretSql(setup, ATTACH).locks).toContain(`acc ${AE}`);
  });

  it('of DETACH CONCURRENTLY leave readers of the parent alone', () => {
    const { locks } = interpretSql(EVENTS, `${DETACH} CONCURRENTLY`, { isInTransaction: false });
    expect(locks).toEqual([`e ${SUE}`, `e1 ${AE}`]);
  });
});

describe('work', () => {
  const work = (setup: string, sql: string): readonly unknown[] =>
    interpretSql(setup, sql)
      .effects.filter((effect) => effect.kind === 'work')
      .map((effect) => [effect.work, effect.relation.name]);

  it('ATTACH reads the new partition and the default one', () => {
    expect(work(EVENTS + DEFAULT + NEW, ATTACH)).toEqual([
      ['scan', 'n'],
      ['scan', 'ed'],
    ]);
  });

  it('ATTACH builds an index that the partition lacks', () => {
    expect(work(`${EVENTS} CREATE INDEX i ON e (k); ${NEW}`, ATTACH)).toContainEqual(['index-build', 'n']);
    expect(work(`${EVENTS} CREATE INDEX i ON e (k); ${NEW} CREATE INDEX ON n (k)`, ATTACH)).not.toContainEqual(['index-build', 'n']);
  });

  it('ATTACH checks a foreign key on both tables, unless the partition has it', () => {
    expect(work(`${EVENTS} ${KEY} ${NEW}`, ATTACH)).toContainEqual(['scan', 'acc']);
    expect(work(`${EVENTS} ${KEY} ${NEW} ALTER TABLE n ADD FOREIGN KEY (a) REFERENCES acc`, ATTACH)).not.toContainEqual(['scan', 'acc']);
  });

  it('ATTACH of an empty table reads nothing', () => {
    expect(work(EVENTS + NEW, `TRUNCATE n; ${ATTACH}`)).toEqual([]);
  });

  it('DETACH reads who refers to the table', () => {
    expect(work(EVENTS + REFERENCED, DETACH)).toEqual([
      ['scan', 'r'],
      ['scan', 'e1'],
    ]);
    expect(work(EVENTS, DETACH)).toEqual([]);
  });
});

const REFUSED: readonly [what: string, setup: string, sql: string, sqlState: string][] = [
  ['a partition already', EVENTS + NEW, 'ALTER TABLE e ATTACH PARTITION e1 FOR VALUES FROM (10) TO (20)', '42809'],
  ['a second default', EVENTS + DEFAULT + NEW, 'ALTER TABLE e ATTACH PARTITION n DEFAULT', '42P17'],
  ['a column too many', `${EVENTS} CREATE TABLE n (id int NOT NULL, k text, a int, z int)`, ATTACH, '42804'],
  ['a column missing', `${EVENTS} CREATE TABLE n (id int NOT NULL, k text)`, ATTACH, '42804'],
  ['a NULL allowed', `${EVENTS} CREATE TABLE n (id int, k text, a int)`, ATTACH, '42804'],
  ['not a partition', EVENTS + NEW, 'ALTER TABLE e DETACH PARTITION n', '42P01'],
  ['CONCURRENTLY in a transaction', EVENTS, `${DETACH} CONCURRENTLY`, '25001'],
];

describe('refusals', () => {
  it.each(REFUSED)('%s', (_what, setup, sql, sqlState) => {
    expect(interpretSql(setup, sql).refused).toBe(sqlState);
  });

  it('CONCURRENTLY beside a default partition', () => {
    expect(interpretSql(EVENTS + DEFAULT, `${DETACH} CONCURRENTLY`, { isInTransaction: false }).refused).toBe('55000');
  });
});

describe('the world', () => {
  it('has a detached partition stand alone', () => {
    const { world } = interpretSql(`${EVENTS} ${KEY} CREATE INDEX i ON e (k)`, DETACH);
    const partition = world.findRelation('e1');
    expect(partition?.parents).toEqual([]);
    expect(world.findRelation('e')?.children).toEqual([]);
    expect(partition?.partitionBound).toBeNull();
    expect(partition?.indexes.map(({ index }) => index?.parent)).toEqual([null]);
    expect(partition?.constraints.filter(({ type }) => type === 'foreign-key').map(({ name, parent }) => [name, parent])).toEqual([
      ['fk', null],
    ]);
    expect(interpretSql(`${EVENTS} ${KEY} ${DETACH}`, 'DROP TABLE e').locks).not.toContain(`e1 ${AE}`);
  });

  it('drops an attached partition with its parent', () => {
    expect(interpretSql(`${EVENTS} ${NEW} ${ATTACH}`, 'DROP TABLE e').locks).toContain(`n ${AE}`);
  });
});

describe('an interrupted DETACH CONCURRENTLY', () => {
  it('leaves a partition that other statements pass by, and that only FINALIZE takes out', () => {
    const { world } = interpretSql(EVENTS, 'SELECT 1');
    const partition = world.findRelation('e1');
    if (partition === null) throw new Error('no partition');
    partition.isDetachPending = true;
    expect(withDescendants(partition.parents[0] ?? partition).map(({ name }) => name)).toEqual(['e']);
    const context = new Interpretation(world);
    const [parent] = partition.parents;
    if (parent === undefined) throw new Error('no parent');
    const refused = context.statement(() => detachPartition(context, parent, partition, 'plain')).find(({ kind }) => kind === 'error');
    expect(refused).toMatchObject({ sqlState: '55000' });
    context.releaseLocks();
    const effects = context.statement(() => detachPartition(context, parent, partition, 'finalize'));
    expect(effects.map((effect) => (effect.kind === 'lock' ? `${effect.relation.name} ${effect.mode}` : effect.kind))).toEqual([
      `e ${SUE}`,
      `e1 ${AE}`,
    ]);
    expect(partition.parents).toEqual([]);
  });
});

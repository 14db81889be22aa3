import { beforeAll, describe, expect, it } from 'vitest';
import type { Relation } from '../../../src/analyze/world/objects.ts';
import type { World } from '../../../src/analyze/world/world.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const ACCOUNTS = "CREATE TABLE a (id int PRIMARY KEY, v text); INSERT INTO a SELECT g, 'x' FROM generate_series(1, 20000) g;";
const EVENTS =
  'CREATE TABLE e (id int NOT NULL, k text) PARTITION BY RANGE (id); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (0) TO (10);';
const DEFAULT = "CREATE TABLE ed PARTITION OF e DEFAULT; INSERT INTO e SELECT 1000 + g, 'x' FROM generate_series(1, 20000) g;";
const PARTITION = 'CREATE TABLE e2 PARTITION OF e FOR VALUES FROM (10) TO (20)';

/** Checked against servers of 14, 15 and 18: pg_locks after the statement. */
const LOCKS: readonly [what: string, setup: string, sql: string, locks: readonly string[]][] = [
  ['IF NOT EXISTS over a table locks nothing', ACCOUNTS, 'CREATE TABLE IF NOT EXISTS a (id int)', []],
  ['the query of CREATE TABLE AS is locked even so', ACCOUNTS, 'CREATE TABLE IF NOT EXISTS a AS SELECT * FROM a', ['a ACCESS SHARE']],
  ['LIKE reads the other table', ACCOUNTS, 'CREATE TABLE b (LIKE a INCLUDING ALL)', ['a ACCESS SHARE']],
  ['INHERITS', ACCOUNTS, 'CREATE TABLE b (z int) INHERITS (a)', ['a SHARE UPDATE EXCLUSIVE']],
  ['a partition locks its parent', EVENTS, PARTITION, ['e ACCESS EXCLUSIVE']],
  ['and the default partition', EVENTS + DEFAULT, PARTITION, ['e ACCESS EXCLUSIVE', 'ed ACCESS EXCLUSIVE']],
  [
    'the index of the parent is locked for a part of it',
    `${EVENTS} CREATE INDEX ei ON e (k);`,
    PARTITION,
    ['e ACCESS EXCLUSIVE', 'ei SHARE UPDATE EXCLUSIVE'],
  ],
  [
    'a foreign key of the parent locks the referenced table',
    `${ACCOUNTS} ${EVENTS} ALTER TABLE e ADD FOREIGN KEY (id) REFERENCES a;`,
    PARTITION,
    ['a SHARE ROW EXCLUSIVE', 'e ACCESS EXCLUSIVE'],
  ],
  [
    'a foreign key to the parent locks the referencing table',
    `${EVENTS} ALTER TABLE e ADD PRIMARY KEY (id); CREATE TABLE r (x int REFERENCES e);`,
    PARTITION,
    ['e ACCESS EXCLUSIVE', 'e_pkey SHARE UPDATE EXCLUSIVE', 'r SHARE ROW EXCLUSIVE'],
  ],
  ['ALTER SEQUENCE', 'CREATE SEQUENCE s', 'ALTER SEQUENCE s AS bigint', ['s SHARE ROW EXCLUSIVE']],
  ['OWNED BY', `${ACCOUNTS} CREATE SEQUENCE s`, 'ALTER SEQUENCE s OWNED BY a.id', ['a ACCESS SHARE', 's SHARE ROW EXCLUSIVE']],
  [
    'CREATE STATISTICS, even where there is one',
    `${ACCOUNTS} CREATE STATISTICS st ON id, v FROM a`,
    'CREATE STATISTICS IF NOT EXISTS st ON id, v FROM a',
    ['a SHARE UPDATE EXCLUSIVE'],
  ],
  ['ALTER STATISTICS', `${ACCOUNTS} CREATE STATISTICS st ON id, v FROM a`, 'ALTER STATISTICS st SET STATISTICS 100', []],
];

describe('locks', () => {
  it.each(LOCKS)('%s', (_what, setup, sql, locks) => {
    const { refused, locks: taken } = interpretSql(setup, sql);
    expect({ refused, taken: taken.filter((lock) => !lock.includes('a_pkey')) }).toEqual({ refused: null, taken: locks });
  });

  it('asks for less on the referencing table in 14', () => {
    const setup = `${EVENTS} ALTER TABLE e ADD PRIMARY KEY (id); CREATE TABLE r (x int REFERENCES e);`;
    expect(interpretSql(setup, PARTITION, { majorVersion: 14 }).locks).toContain('r ACCESS SHARE');
  });
});

const REFUSED: readonly [sql: string, setup: string, sqlState: string][] = [
  ['CREATE TABLE a (id int)', ACCOUNTS, '42P07'],
  ['CREATE TABLE b (id int, id text)', '', '42701'],
  ['CREATE TABLE b (LIKE a, LIKE a)', ACCOUNTS, '42701'],
  ['CREATE TABLE b PARTITION OF a FOR VALUES IN (1)', ACCOUNTS, '42P17'],
  ['CREATE TABLE b () INHERITS (e)', EVENTS, '42809'],
  ['CREATE TABLE b PARTITION OF e DEFAULT', EVENTS + DEFAULT, '42P17'],
  ['CREATE TABLE b (x int PRIMARY KEY, y int PRIMARY KEY)', '', '42P16'],
];

describe('refusals', () => {
  it.each(REFUSED)('%s', (sql, setup, sqlState) => {
    expect(interpretSql(setup, sql).refused).toBe(sqlState);
  });
});

describe('the default partition', () => {
  it('is read for rows of a new partition, under ACCESS EXCLUSIVE', () => {
    const work = interpretSql(EVENTS + DEFAULT, PARTITION).effects.filter((effect) => effect.kind === 'work');
    expect(work.map(({ relation, under }) => [relation.name, under.map(({ mode }) => mode)])).toEqual([
      ['ed', ['ACCESS EXCLUSIVE', 'ACCESS EXCLUSIVE']],
    ]);
  });

  it('is not read for rows of another one', () => {
    expect(interpretSql(EVENTS, PARTITION).effects.filter((effect) => effect.kind === 'work')).toEqual([]);
  });
});

describe('what the world holds afterwards', () => {
  it('names of constraints and indexes as PostgreSQL chooses them', () => {
    const { world } = interpretSql(
      ACCOUNTS,
      'CREATE TABLE b (id int PRIMARY KEY UNIQUE, x int UNIQUE REFERENCES a CHECK (x > 0), y int, UNIQUE (x, y), EXCLUDE (y WITH =))',
    );
    const table = relation(world, 'b');
    const named = table.constraints.filter(({ type }) => type !== 'not-null').map(({ name }) => name);
    expect(named.toSorted()).toEqual(['b_pkey', 'b_x_check', 'b_x_fkey', 'b_x_key', 'b_x_y_key', 'b_y_excl']);
    expect(table.indexes.map(({ name }) => name).toSorted()).toEqual(['b_pkey', 'b_x_key', 'b_x_y_key', 'b_y_excl']);
  });

  it('a sequence of serial goes with its column, one of identity belongs to it', () => {
    const { world } = interpretSql('', 'CREATE TABLE b (id bigserial, j int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME js))');
    const table = relation(world, 'b');
    const [id, j] = table.columns;
    expect([id?.isNotNull, j?.isNotNull, j?.identity]).toEqual([true, true, 'always']);
    expect(world.references(relation(world, 'b_id_seq')).find(({ on }) => on === id)?.type).toBe('auto');
    expect(world.references(relation(world, 'js')).find(({ on }) => on === j)?.type).toBe('internal');
    expect([relation(world, 'b_id_seq').ownedBy, relation(world, 'js').ownedBy]).toEqual([id, j]);
  });

  it('a default that needs a sequence is an object of its own', () => {
    const { world } = interpretSql('CREATE SEQUENCE s', "CREATE TABLE b (id int DEFAULT nextval('s'), n int DEFAULT 3)");
    expect(world.dependents(relation(world, 's')).map(({ dependent, type }) => [dependent.kind, dependent.name, type])).toEqual([
      ['attachment', 'id', 'normal'],
    ]);
  });

  it('columns of parents come first and merge', () => {
    const { world } = interpretSql(
      'CREATE TABLE p (x int NOT NULL, y int, CHECK (y > 0)); CREATE TABLE q (y int NOT NULL, z text)',
      'CREATE TABLE b (z text, w int) INHERITS (p, q)',
      { majorVersion: 15 },
    );
    const table = relation(world, 'b');
    expect(table.columns.map((column) => [column.name, column.isNotNull, column.isLocal, column.inheritedTimes])).toEqual([
      ['x', true, false, 1],
      ['y', true, false, 2],
      ['z', false, true, 1],
      ['w', false, true, 0],
    ]);
    expect(table.constraints.map(({ name, isLocal }) => [name, isLocal])).toEqual([['p_y_check', false]]);
    expect(table.parents.map(({ name }) => name)).toEqual(['p', 'q']);
  });

  it('a partition has the indexes, triggers and foreign keys of its parent', () => {
    const { world } = interpretSql(
      `${ACCOUNTS} ${EVENTS} ALTER TABLE e ADD PRIMARY KEY (id); ALTER TABLE e ADD FOREIGN KEY (id) REFERENCES a;
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tr AFTER INSERT ON e FOR EACH ROW EXECUTE FUNCTION f()`,
      PARTITION,
      { majorVersion: 15 },
    );
    const table = relation(world, 'e2');
    expect(table.indexes.map(({ name, index }) => [name, index?.parent?.name])).toEqual([['e2_pkey', 'e_pkey']]);
    expect(table.constraints.map(({ name, parent }) => [name, parent?.name])).toEqual([
      ['e2_pkey', 'e_pkey'],
      ['e_id_fkey', 'e_id_fkey'],
    ]);
    expect(table.triggers.map(({ name }) => name)).toEqual(['tr']);
  });

  it('a table made by a query is as full as what the query reads', () => {
    const population = (setup: string, sql: string): unknown => relation(interpretSql('', `${setup}; ${sql}`).world, 'b').population;
    expect(population(ACCOUNTS, 'CREATE TABLE b AS SELECT * FROM a')).toBe('populated');
    expect(population(ACCOUNTS, 'CREATE TABLE b AS SELECT * FROM a WITH NO DATA')).toBe('empty');
    expect(population('CREATE TABLE a (id int)', 'SELECT * INTO b FROM a')).toBe('empty');
    expect(population('', 'CREATE TABLE b AS SELECT g FROM generate_series(1, 20000) g')).toBe('populated');
  });

  it('elements of CREATE SCHEMA are in it, tables before what needs them', () => {
    const { world } = interpretSql('', 'CREATE SCHEMA s CREATE INDEX ON t (x) CREATE TABLE t (x int)');
    expect(world.findRelation('t', 's')?.indexes.map(({ name, schema }) => [schema, name])).toEqual([['s', 't_x_idx']]);
  });

  it('a table has a row type and an array type, which go with it', () => {
    const { world } = interpretSql('', 'CREATE TABLE b (x int)');
    const array = world.findType('_b', 'public');
    expect(array?.element?.relation).toBe(relation(world, 'b'));
  });
});

function relation(world: World, name: string): Relation {
  const found = world.findRelation(name);
  if (found === null) throw new Error(`no relation ${name}`);
  return found;
}

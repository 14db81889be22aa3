import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const AE = 'ACCESS EXCLUSIVE';
const PARTITIONED =
  'CREATE TABLE p (id int PRIMARY KEY, k int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE pd PARTITION OF p DEFAULT;';
const TRIGGER_FUNCTION = "CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';";

/** Checked against servers of 15 and 18: pg_locks after the statement. */
const LOCKS: readonly [what: string, setup: string, sql: string, locks: readonly string[]][] = [
  [
    'a table with a foreign key: the referenced one too',
    'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a)',
    'DROP TABLE b',
    [`a ${AE}`, `b ${AE}`],
  ],
  [
    'CASCADE takes the foreign key of another table',
    'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a)',
    'DROP TABLE a CASCADE',
    [`a ${AE}`, `a_pkey ${AE}`, `b ${AE}`],
  ],
  ['a partition: parent and default partition', PARTITIONED, 'DROP TABLE p1', [`p ${AE}`, `p1 ${AE}`, `p1_pkey ${AE}`, `pd ${AE}`]],
  [
    'a foreign key to a partitioned table: all its partitions',
    `${PARTITIONED} CREATE TABLE c (x int REFERENCES p)`,
    'DROP TABLE c',
    [`c ${AE}`, `p ${AE}`, `p1 ${AE}`, `pd ${AE}`],
  ],
  [
    "a partition's part of a foreign key has no trigger on the referenced table",
    'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE q (x int REFERENCES a) PARTITION BY LIST (x); CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1)',
    'DROP TABLE q1',
    [`q ${AE}`, `q1 ${AE}`],
  ],
  [
    'a child of inheritance leaves its parent alone',
    'CREATE TABLE a (id int); CREATE TABLE b () INHERITS (a)',
    'DROP TABLE b',
    [`b ${AE}`],
  ],
  ['an index: its table first', 'CREATE TABLE a (id int); CREATE INDEX i ON a (id)', 'DROP INDEX i', [`a ${AE}`, `i ${AE}`]],
  [
    'a sequence with CASCADE: the table with the default',
    "CREATE SEQUENCE s; CREATE TABLE a (id int DEFAULT nextval('s'))",
    'DROP SEQUENCE s CASCADE',
    [`a ${AE}`, `s ${AE}`],
  ],
  [
    'a type with CASCADE: table, index and view of the column',
    "CREATE TYPE m AS ENUM ('a'); CREATE TABLE a (x m); CREATE INDEX i ON a (x); CREATE VIEW v AS SELECT x FROM a",
    'DROP TYPE m CASCADE',
    [`a ${AE}`, `i ${AE}`, `v ${AE}`],
  ],
  [
    'a type with CASCADE that is a partition key takes the whole table',
    "CREATE TYPE m AS ENUM ('a'); CREATE TABLE q (x m) PARTITION BY LIST (x); CREATE TABLE q1 PARTITION OF q FOR VALUES IN ('a')",
    'DROP TYPE m CASCADE',
    [`q ${AE}`, `q1 ${AE}`],
  ],
  [
    'a domain with CASCADE: also under another domain and in an array',
    'CREATE DOMAIN d AS int; CREATE DOMAIN e AS d; CREATE TABLE a (x e); CREATE TABLE b (y d[])',
    'DROP DOMAIN d CASCADE',
    [`a ${AE}`, `b ${AE}`],
  ],
  [
    'a schema with CASCADE: who refers to it from outside',
    'CREATE SCHEMA s; CREATE TABLE s.t (x int PRIMARY KEY); CREATE TABLE b (x int REFERENCES s.t); CREATE VIEW v AS SELECT * FROM s.t',
    'DROP SCHEMA s CASCADE',
    [`b ${AE}`, `s.t ${AE}`, `s.t_pkey ${AE}`, `v ${AE}`],
  ],
  [
    'an extension with CASCADE: the operator class behind an index',
    'CREATE EXTENSION pg_trgm; CREATE TABLE a (x text); CREATE INDEX i ON a USING gin (x gin_trgm_ops)',
    'DROP EXTENSION pg_trgm CASCADE',
    [`a ${AE}`, `i ${AE}`],
  ],
  [
    'a function with CASCADE: the table of its trigger',
    `CREATE TABLE a (x int); ${TRIGGER_FUNCTION} CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION tr()`,
    'DROP FUNCTION tr() CASCADE',
    [`a ${AE}`],
  ],
  [
    'a row trigger of a partitioned table: all partitions',
    `${PARTITIONED} ${TRIGGER_FUNCTION} CREATE TRIGGER t BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tr()`,
    'DROP TRIGGER t ON p',
    [`p ${AE}`, `p1 ${AE}`, `pd ${AE}`],
  ],
  [
    'a text search configuration with CASCADE: the index that names it',
    "CREATE TEXT SEARCH CONFIGURATION ts (COPY = english); CREATE TABLE a (x text); CREATE INDEX i ON a USING gin (to_tsvector('ts', x))",
    'DROP TEXT SEARCH CONFIGURATION ts CASCADE',
    [`a ${AE}`, `i ${AE}`],
  ],
  [
    'a primary key with CASCADE: the view that groups by it',
    'CREATE TABLE a (id int PRIMARY KEY, y int); CREATE VIEW v AS SELECT id, y FROM a GROUP BY id',
    'ALTER TABLE a DROP CONSTRAINT a_pkey CASCADE',
    [`a ${AE}`, `a_pkey ${AE}`, `v ${AE}`],
  ],
  [
    'a foreign-data wrapper that an extension brought: the tables of its servers',
    'CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE f (x int) SERVER s',
    'DROP EXTENSION postgres_fdw CASCADE',
    [`f ${AE}`],
  ],
  ['a trigger that is not there gives its lock back', 'CREATE TABLE a (x int)', 'DROP TRIGGER IF EXISTS t ON a', []],
  [
    'a statistics object',
    'CREATE TABLE a (x int, y int); CREATE STATISTICS s ON x, y FROM a',
    'DROP STATISTICS s',
    ['a SHARE UPDATE EXCLUSIVE'],
  ],
  ['a publication locks no table', 'CREATE TABLE a (x int); CREATE PUBLICATION pub FOR TABLE a', 'DROP PUBLICATION pub', []],
  [
    'DROP OWNED: the tables of the role, and those with a policy for it alone',
    'CREATE TABLE a (x int); ALTER TABLE a OWNER TO app; CREATE TABLE b (x int); CREATE POLICY p ON b TO app USING (true)',
    'DROP OWNED BY app',
    [`a ${AE}`, `b ${AE}`],
  ],
];

describe('what is locked', () => {
  it.each(LOCKS)('%s', (_what, setup, sql, locks) => {
    expect(interpretSql(setup, sql)).toMatchObject({ locks, refused: null });
  });
});

const REFUSED: readonly [sqlState: string, setup: string, sql: string][] = [
  ['2BP01', 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a)', 'DROP TABLE a'],
  ['2BP01', 'CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM a', 'DROP TABLE a'],
  ['2BP01', 'CREATE TABLE a (id int); CREATE TABLE b () INHERITS (a)', 'DROP TABLE a'],
  ['2BP01', 'CREATE TABLE a (id int UNIQUE)', 'DROP INDEX a_id_key'],
  ['2BP01', 'CREATE TABLE a (id serial)', 'DROP SEQUENCE a_id_seq'],
  ['2BP01', 'CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY)', 'DROP SEQUENCE a_id_seq CASCADE'],
  ['2BP01', `${PARTITIONED} CREATE INDEX i ON p (k)`, 'DROP INDEX p1_k_idx'],
  ['2BP01', 'CREATE SCHEMA s; CREATE TABLE s.t (x int)', 'DROP SCHEMA s'],
  ['42809', 'CREATE VIEW v AS SELECT 1', 'DROP TABLE v'],
  ['42809', "CREATE PROCEDURE p() LANGUAGE sql AS ''", 'DROP FUNCTION p()'],
  ['25001', 'CREATE TABLE a (x int); CREATE INDEX i ON a (x)', 'DROP INDEX CONCURRENTLY i'],
];

it.each(REFUSED)('refuses with %s: %s; %s', (sqlState, setup, sql) => {
  expect(interpretSql(setup, sql).refused).toBe(sqlState);
});

it.each([
  [
    'two views that need each other, named together',
    'CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT * FROM v',
    'DROP VIEW v, w',
  ],
  [
    'two tables with a foreign key between them',
    'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a)',
    'DROP TABLE a, b',
  ],
  ['a table whose sequence is its own', 'CREATE TABLE a (id serial)', 'DROP TABLE a'],
  ['a partitioned table with its partitions', PARTITIONED, 'DROP TABLE p'],
])('does not refuse %s', (_what, setup, sql) => {
  expect(interpretSql(setup, sql).refused).toBeNull();
});

describe('a column generated from a dropped one', () => {
  const setup = 'CREATE TABLE a (x int, g int GENERATED ALWAYS AS (x + 1) STORED)';

  it('goes along unasked in 14', () => {
    const { refused, world } = interpretSql(setup, 'ALTER TABLE a DROP COLUMN x', { majorVersion: 14 });
    expect(refused).toBeNull();
    expect(world.findRelation('a')?.columns).toEqual([]);
  });
  it('needs CASCADE from 15 on', () => {
    expect(interpretSql(setup, 'ALTER TABLE a DROP COLUMN x', { majorVersion: 15 }).refused).toBe('2BP01');
  });
});

it('says what is destroyed, and what only CASCADE takes', () => {
  const { effects, world } = interpretSql(
    "CREATE TYPE m AS ENUM ('a'); CREATE TABLE a (id int, x m); CREATE VIEW v AS SELECT x FROM a",
    'DROP TYPE m CASCADE',
  );
  expect(effects.filter(({ kind }) => kind === 'destroy')).toMatchObject([
    { what: 'column', name: 'a.x', isCascade: true },
    { what: 'type', name: 'public.m', isCascade: false },
  ]);
  expect(effects).toContainEqual({ kind: 'dependent', what: 'view', name: 'public.v', change: 'dropped' });
  expect(world.findRelation('a')?.columns.map(({ name }) => name)).toEqual(['id']);
});

it('takes the default away with the function, not the column', () => {
  const { world, locks } = interpretSql(
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; CREATE TABLE a (x int DEFAULT f())",
    'DROP FUNCTION f() CASCADE',
  );
  expect(locks).toEqual([`a ${AE}`]);
  expect(world.findRelation('a')?.columns).toMatchObject([{ name: 'x', defaultExpression: null }]);
});

it('drops an index concurrently with a short lock on the index only', () => {
  const { locks, effects, world } = interpretSql('CREATE TABLE a (x int); CREATE INDEX i ON a (x)', 'DROP INDEX CONCURRENTLY i', {
    isInTransaction: false,
  });
  expect(locks).toEqual(['a SHARE UPDATE EXCLUSIVE', `i ${AE}`]);
  expect(effects).toContainEqual(expect.objectContaining({ mode: AE, isBrief: true }));
  expect(world.findRelation('i')).toBeNull();
});

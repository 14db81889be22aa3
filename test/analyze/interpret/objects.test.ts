import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const TABLE = 'CREATE TABLE t (x int);';
const VIEW = `${TABLE} CREATE VIEW v AS SELECT x FROM t;`;
const PARTITIONED = 'CREATE TABLE p (x int) PARTITION BY LIST (x); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);';
const TRIGGER_FUNCTION = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';";

/** Checked against servers of 15 and 18: pg_locks after the statement. */
const LOCKS: readonly [setup: string, sql: string, locks: readonly string[]][] = [
  // Views are parsed, not rewritten: what lies behind a view is not locked.
  [VIEW, 'CREATE VIEW w AS SELECT * FROM v', ['v ACCESS SHARE']],
  [VIEW, 'CREATE OR REPLACE VIEW v AS SELECT x, 1 AS y FROM t', ['t ACCESS SHARE', 'v ACCESS EXCLUSIVE']],
  [`${TABLE} CREATE TABLE u (x int)`, 'CREATE VIEW w AS WITH t AS (SELECT * FROM u) SELECT * FROM t', ['u ACCESS SHARE']],
  // The body of an SQL function is rewritten by its validator.
  [VIEW, "CREATE FUNCTION g() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM v'", ['t ACCESS SHARE', 'v ACCESS SHARE']],
  [VIEW, 'CREATE FUNCTION g() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM v; END', ['t ACCESS SHARE', 'v ACCESS SHARE']],
  [TABLE, "CREATE FUNCTION g() RETURNS void LANGUAGE sql AS 'INSERT INTO t VALUES (1)'", ['t ROW EXCLUSIVE']],
  [TABLE, "CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t FOR UPDATE'", ['t ROW SHARE']],
  [TABLE, "CREATE FUNCTION g(anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t'", []],
  [TABLE, "CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT max(x) FROM t); END'", []],
  [PARTITIONED, "CREATE FUNCTION g() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM p'", ['p ACCESS SHARE']],
  // Triggers.
  [`${TABLE}${TRIGGER_FUNCTION}`, 'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()', ['t SHARE ROW EXCLUSIVE']],
  [
    `${PARTITIONED}${TRIGGER_FUNCTION}`,
    'CREATE TRIGGER g BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()',
    ['p SHARE ROW EXCLUSIVE', 'p1 SHARE ROW EXCLUSIVE'],
  ],
  [`${PARTITIONED}${TRIGGER_FUNCTION}`, 'CREATE TRIGGER g AFTER INSERT ON p EXECUTE FUNCTION f()', ['p SHARE ROW EXCLUSIVE']],
  [
    `${TABLE} CREATE TABLE o (x int);${TRIGGER_FUNCTION}`,
    'CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t FROM o FOR EACH ROW EXECUTE FUNCTION f()',
    ['o ACCESS SHARE', 't SHARE ROW EXCLUSIVE'],
  ],
  // Rules and policies.
  [VIEW, 'CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (new.x)', ['t ROW EXCLUSIVE', 'v ACCESS EXCLUSIVE']],
  [`${TABLE} CREATE TABLE o (x int)`, 'CREATE POLICY p ON t USING (x IN (SELECT x FROM o))', ['o ACCESS SHARE', 't ACCESS EXCLUSIVE']],
  // Comments.
  [TABLE, "COMMENT ON TABLE t IS 'x'", ['t SHARE UPDATE EXCLUSIVE']],
  [VIEW, "COMMENT ON COLUMN v.x IS 'x'", ['v SHARE UPDATE EXCLUSIVE']],
  ['CREATE TABLE t (x int CONSTRAINT c CHECK (x > 0))', "COMMENT ON CONSTRAINT c ON t IS 'x'", ['t ACCESS SHARE']],
  ['CREATE TABLE t (x int); CREATE INDEX i ON t (x)', "COMMENT ON INDEX i IS 'x'", ['i SHARE UPDATE EXCLUSIVE']],
  // Publications: children of inheritance too, partitions not.
  [
    'CREATE TABLE t (x int); CREATE TABLE k () INHERITS (t)',
    'CREATE PUBLICATION pub FOR TABLE t',
    ['k SHARE UPDATE EXCLUSIVE', 't SHARE UPDATE EXCLUSIVE'],
  ],
  [PARTITIONED, 'CREATE PUBLICATION pub FOR TABLE p', ['p SHARE UPDATE EXCLUSIVE']],
  [TABLE, 'CREATE PUBLICATION pub FOR ALL TABLES', []],
  [
    'CREATE TABLE t (x int); CREATE TABLE u (x int); CREATE PUBLICATION pub FOR TABLE t',
    'ALTER PUBLICATION pub SET TABLE u',
    ['t SHARE UPDATE EXCLUSIVE', 'u SHARE UPDATE EXCLUSIVE'],
  ],
  ['CREATE EXTENSION hstore; CREATE TABLE t (x int)', 'ALTER EXTENSION hstore ADD TABLE t', ['t SHARE UPDATE EXCLUSIVE']],
  [
    'CREATE EXTENSION hstore; CREATE TABLE t (x int); CREATE INDEX i ON t (x)',
    'ALTER INDEX i DEPENDS ON EXTENSION hstore',
    ['i ACCESS EXCLUSIVE'],
  ],
  ["CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (x m)", "ALTER TYPE m ADD VALUE 'b'", []],
];

it.each(LOCKS)('%s; %s', (setup, sql, locks) => {
  expect(interpretSql(setup, sql)).toMatchObject({ locks, refused: null });
});

describe('GRANT', () => {
  it.each([
    [17, 'GRANT SELECT ON t TO app', []],
    [18, 'GRANT SELECT ON t TO app', ['t ACCESS SHARE']],
    [18, 'REVOKE ALL ON v FROM app', ['v ACCESS SHARE']],
    [18, 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO app', []],
  ])('in %i: %s', (majorVersion, sql, locks) => {
    expect(interpretSql(VIEW, sql, { majorVersion }).locks).toEqual(locks);
  });
});

describe('ALTER DOMAIN looks at the rows under SHARE', () => {
  const setup = `CREATE DOMAIN d AS int; CREATE DOMAIN e AS d; CREATE TABLE t (x d); CREATE TABLE u (x e);
    CREATE VIEW v AS SELECT x FROM t; CREATE MATERIALIZED VIEW m AS SELECT x FROM t;`;
  const scanned = ['m', 't', 'u'];
  it.each([
    ['ADD CHECK (value > 0)', scanned],
    ['SET NOT NULL', scanned],
    ['ADD CONSTRAINT c CHECK (value > 0) NOT VALID', []],
    ['SET DEFAULT 1', []],
    ['DROP NOT NULL', []],
  ])('%s', (change, tables) => {
    const { effects, locks } = interpretSql(setup, `ALTER DOMAIN d ${change}`);
    const work = effects.filter((effect) => effect.kind === 'work');
    expect(locks).toEqual(tables.map((name) => `${name} SHARE`));
    expect(work.map(({ relation }) => relation.name).toSorted()).toEqual(tables);
    expect(work.every(({ work: kind, under }) => kind === 'scan' && under.length > 0)).toBe(true);
  });

  it('also when a constraint is validated', () => {
    const { locks } = interpretSql(
      'CREATE DOMAIN d AS int; CREATE TABLE t (x d); ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0) NOT VALID',
      'ALTER DOMAIN d VALIDATE CONSTRAINT c',
    );
    expect(locks).toEqual(['t SHARE']);
  });

  it('of the leaves of a partitioned table', () => {
    const { locks } = interpretSql(
      'CREATE DOMAIN d AS int; CREATE TABLE p (x d) PARTITION BY LIST (x); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)',
      'ALTER DOMAIN d SET NOT NULL',
    );
    expect(locks).toEqual(['p1 SHARE']);
  });

  it.each(['CREATE DOMAIN d AS int; CREATE TABLE t (x d[])', 'CREATE DOMAIN d AS int; CREATE TYPE c AS (a d); CREATE TABLE t (x c)'])(
    'cannot look into arrays and composite values: %s',
    (containers) => {
      expect(interpretSql(containers, 'ALTER DOMAIN d SET NOT NULL').refused).toBe('0A000');
    },
  );
});

describe('CREATE OR REPLACE FUNCTION', () => {
  const setup = `CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1'; CREATE TABLE t (x int); CREATE INDEX i ON t (f(x));`;

  it('says which index keeps values of the old body', () => {
    const { effects, locks } = interpretSql(
      setup,
      "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1'",
    );
    expect(locks).toEqual([]);
    expect(effects).toContainEqual({ kind: 'dependent', what: 'index', name: 'public.i', change: 'uses' });
  });

  it('keeps the new body', () => {
    const { world } = interpretSql(setup, "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 2; END'");
    expect(world.findFunctions('f')).toMatchObject([{ language: 'plpgsql', volatility: 'stable', body: 'BEGIN RETURN 2; END' }]);
  });

  it.each([
    ['42723', "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'"],
    ['42809', "CREATE OR REPLACE PROCEDURE f(int) LANGUAGE sql AS 'SELECT 1'"],
    ['42601', "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELEC 1'"],
  ])('refuses with %s: %s', (sqlState, sql) => {
    expect(interpretSql(setup, sql).refused).toBe(sqlState);
  });

  it('writes down the whole statement for the parser of PL/pgSQL', () => {
    const { world } = interpretSql('', "CREATE FUNCTION g(a int[], OUT b app.mood) LANGUAGE plpgsql AS $x$BEGIN b := '$body$'; END$x$");
    expect(world.findFunctions('g')[0]?.definition).toBe(
      `CREATE FUNCTION "g"("a" "pg_catalog"."int4"[], OUT "b" "app"."mood") LANGUAGE plpgsql AS $body1$BEGIN b := '$body$'; END$body1$`,
    );
  });
});

describe('the labels of an enum', () => {
  it.each([
    ["ADD VALUE 'c'", ['a', 'b', 'c']],
    ["ADD VALUE 'c' BEFORE 'b'", ['a', 'c', 'b']],
    ["ADD VALUE 'c' AFTER 'a'", ['a', 'c', 'b']],
    ["ADD VALUE IF NOT EXISTS 'b'", ['a', 'b']],
    ["RENAME VALUE 'a' TO 'z'", ['z', 'b']],
  ])('%s', (change, labels) => {
    const { world } = interpretSql("CREATE TYPE m AS ENUM ('a', 'b')", `ALTER TYPE m ${change}`);
    expect(world.findType('m')?.labels).toEqual(labels);
  });

  it('are not to be used in the transaction that adds them', () => {
    const { world } = interpretSql("CREATE TYPE m AS ENUM ('a')", "ALTER TYPE m ADD VALUE 'b'");
    expect([...(world.findType('m')?.newLabels ?? [])]).toEqual(['b']);
  });
});

it('knows the types that an extension brings', () => {
  const { world } = interpretSql('', 'CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext');
  expect(world.findType('citext', 'ext')).toMatchObject({ category: 'base', isExtensionMember: true });
});

it('lets a table leave its extension with its types', () => {
  const setup = 'CREATE EXTENSION hstore; CREATE TABLE t (x int); ALTER EXTENSION hstore ADD TABLE t';
  expect(interpretSql(setup, 'DROP TABLE t').refused).toBe('2BP01');
  expect(interpretSql(setup, 'ALTER EXTENSION hstore DROP TABLE t; DROP TABLE t').refused).toBeNull();
});

it.each([
  'CREATE DATABASE d',
  "CREATE TABLESPACE s LOCATION '/x'",
  'ALTER SYSTEM SET work_mem = 1',
  "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
])('refuses inside a transaction: %s', (sql) => {
  expect(interpretSql('', sql).refused).toBe('25001');
});

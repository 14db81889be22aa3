import type { Node } from 'libpg-query';
import { describe, expect, test } from 'vitest';
import { excludesBound, impliesBound, impliesNotNull } from '../../../src/analyze/expressions/implication.ts';
import type { PartitionBound, Relation } from '../../../src/analyze/world/objects.ts';
import { World } from '../../../src/analyze/world/world.ts';
import { parseSql } from '../../../src/syntax/parse.ts';
import type { AttachCase } from './implication-cases.ts';
import { ATTACH, DEFAULTS, NOT_NULL } from './implication-cases.ts';
import { expression, table, use } from './parsed.ts';

type CreateStmt = Extract<Node, { CreateStmt: unknown }>['CreateStmt'];

function created(sql: string): CreateStmt {
  const statement = parseSql(sql).stmts?.[0]?.stmt;
  if (statement === undefined || !('CreateStmt' in statement)) throw new Error(sql);
  return statement.CreateStmt;
}

function boundOf(bound: string): PartitionBound {
  const { partbound } = created(`CREATE TABLE q PARTITION OF p ${bound}`);
  if (partbound === undefined) throw new Error(bound);
  return partbound;
}

function makeWorld(): World {
  const world = new World({ majorVersion: 18, isOpen: false });
  world.addType({ name: 'mood', schema: 'public', category: 'enum', labels: ['sad', 'ok', 'happy'] });
  return world;
}

/** A table of columns written as in CREATE TABLE. */
function tableOf(world: World, name: string, columns: string, checks: readonly string[]): Relation {
  const relation = world.addRelation({ name, schema: 'public', relkind: 'table' });
  for (const definition of columns.split(/,\s*/u)) {
    const [, column = '', type = '', collation, notNull] = /^(\w+) (\S+)(?: COLLATE "(\w+)")?( NOT NULL)?$/u.exec(definition) ?? [];
    world.addColumn(relation, { name: column, use: use(world, type), isNotNull: notNull !== undefined, collation: collation ?? null });
  }
  for (const check of checks) world.addConstraint({ name: `${name}_check`, type: 'check', relation, expression: expression(check) });
  return relation;
}

function partitioned(world: World, name: string, columns: string, key: string): Relation {
  const parent = tableOf(world, name, columns, []);
  const { partspec } = created(`CREATE TABLE p (a int) PARTITION BY ${key}`);
  const strategy = key.startsWith('LIST') ? 'list' : key.startsWith('HASH') ? 'hash' : 'range';
  const keys = (partspec?.partParams ?? []).flatMap((element) => {
    if (!('PartitionElem' in element)) return [];
    const { name: column, expr } = element.PartitionElem;
    return [{ column: parent.columns.find((of) => of.name === column) ?? null, expression: expr ?? null }];
  });
  parent.partitionKey = { strategy, keys };
  return parent;
}

function putUnder(parent: Relation, child: Relation, bound: string): void {
  parent.children.push(child);
  child.parents.push(parent);
  child.partitionBound = boundOf(bound);
}

const named = (cases: readonly AttachCase[]): readonly (readonly [string, AttachCase])[] =>
  cases.map((of) => [`${of.key} ${of.bound}: ${of.checks.join('; ') || 'nothing'} (${of.isImplied})`, of]);

describe('a partition is attached without reading it', () => {
  test.each(named(ATTACH))('%s', (_, { columns, key, checks, bound, isImplied }) => {
    const world = makeWorld();
    const parent = partitioned(world, 'p', columns, key);
    const child = tableOf(world, 'q', columns, checks);
    expect(impliesBound(world, child, parent, boundOf(bound))).toBe(isImplied);
  });

  test('a bound of the partitioned table itself counts as well', () => {
    const world = makeWorld();
    const top = partitioned(world, 'top', 'a int NOT NULL, b int NOT NULL', 'RANGE (a)');
    const middle = partitioned(world, 'middle', 'a int NOT NULL, b int NOT NULL', 'RANGE (b)');
    putUnder(top, middle, 'FOR VALUES FROM (0) TO (10)');
    const of = (...checks: readonly string[]): boolean =>
      impliesBound(world, tableOf(world, 'q', 'b int NOT NULL, a int NOT NULL', checks), middle, boundOf('FOR VALUES FROM (0) TO (5)'));
    expect(of('b >= 0 AND b < 5')).toBe(false);
    expect(of('b >= 0 AND b < 5', 'a = 3')).toBe(true);
  });

  test('what a default partition may hold hangs on the others', () => {
    const world = makeWorld();
    const parent = partitioned(world, 'p', 'a int NOT NULL', 'RANGE (a)');
    const attach = (...checks: readonly string[]): boolean =>
      impliesBound(world, tableOf(world, 'd', 'a int NOT NULL', checks), parent, boundOf('DEFAULT'));
    expect(attach()).toBe(true);
    putUnder(parent, tableOf(world, 'one', 'a int NOT NULL', []), 'FOR VALUES FROM (0) TO (10)');
    putUnder(parent, tableOf(world, 'two', 'a int NOT NULL', []), 'FOR VALUES FROM (10) TO (20)');
    expect(attach()).toBe(false);
    expect(attach('a >= 20')).toBe(true);
    expect(attach('a >= 10')).toBe(false);
  });

  test('a constraint that is not validated or not enforced proves nothing, nor does such a NOT NULL', () => {
    const world = makeWorld();
    const parent = partitioned(world, 'p', 'a int NOT NULL', 'LIST (a)');
    const child = tableOf(world, 'q', 'a int NOT NULL', ['a = 1']);
    const [check] = child.constraints;
    const [a] = child.columns;
    if (check === undefined || a === undefined) throw new Error('no constraint');
    const implied = (): boolean => impliesBound(world, child, parent, boundOf('FOR VALUES IN (1)'));
    expect(implied()).toBe(true);
    check.isValid = false;
    expect(implied()).toBe(false);
    check.isValid = true;
    check.isEnforced = false;
    expect(implied()).toBe(false);
    check.isEnforced = true;
    world.addConstraint({ name: 'q_a_not_null', type: 'not-null', relation: child, columns: [a], isValid: false });
    expect(implied()).toBe(false);
  });

  test('the order of letters hangs on the collation, that of bytes does not', () => {
    const world = makeWorld();
    const of = (columns: string): boolean =>
      impliesBound(
        world,
        tableOf(world, 'q', columns, ["m >= 'B' AND m < 'Z'"]),
        partitioned(world, 'p', columns, 'RANGE (m)'),
        boundOf("FOR VALUES FROM ('A') TO ('a')"),
      );
    expect(of('m text NOT NULL')).toBe(false);
    expect(of('m text COLLATE "C" NOT NULL')).toBe(true);
  });
});

describe('a default partition is not read for a new one', () => {
  test.each(named(DEFAULTS))('%s', (_, { columns, key, checks, bound, isImplied }) => {
    const world = makeWorld();
    const parent = partitioned(world, 'p', columns, key);
    const rest = tableOf(world, 'd', columns, checks);
    putUnder(parent, rest, 'DEFAULT');
    expect(excludesBound(world, rest, parent, boundOf(bound))).toBe(isImplied);
  });
});

describe('SET NOT NULL does not read the table', () => {
  test.each(NOT_NULL)('with %j: %s', (checks, isImplied) => {
    const world = makeWorld();
    const relation = table(world, 't', { c: 'text', x: 'int' });
    for (const check of checks) world.addConstraint({ name: 'check', type: 'check', relation, expression: expression(check) });
    const [c] = relation.columns;
    if (c === undefined) throw new Error('no column');
    expect(impliesNotNull(world, relation, c)).toBe(isImplied);
  });
});

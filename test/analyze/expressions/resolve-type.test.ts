import { describe, expect, test } from 'vitest';
import { resolveType, shortTypeText, typeText } from '../../../src/analyze/expressions/resolve-type.ts';
import { World } from '../../../src/analyze/world/world.ts';
import { table, typeName, use } from './parsed.ts';

const closed = (majorVersion: number = 18): World => new World({ majorVersion, isOpen: false });

describe('types as PostgreSQL prints them', () => {
  test.each([
    ['int', 'integer', 'integer'],
    ['int8', 'bigint', 'bigint'],
    ['varchar(20)', 'character varying(20)', 'varchar(20)'],
    ['varchar', 'character varying', 'varchar'],
    ['char', 'character(1)', 'char(1)'],
    ['bpchar', 'bpchar', 'bpchar'],
    ['"char"', '"char"', '"char"'],
    ['bit', 'bit(1)', 'bit(1)'],
    ['bit varying(8)', 'bit varying(8)', 'varbit(8)'],
    ['numeric(12,2)', 'numeric(12,2)', 'numeric(12,2)'],
    ['numeric(5)', 'numeric(5,0)', 'numeric(5,0)'],
    ['numeric(3,-2)', 'numeric(3,-2)', 'numeric(3,-2)'],
    ['float(3)', 'real', 'real'],
    ['float(30)', 'double precision', 'double precision'],
    ['timestamp(3)', 'timestamp(3) without time zone', 'timestamp(3)'],
    ['timestamptz', 'timestamp with time zone', 'timestamptz'],
    ['time(9) with time zone', 'time(6) with time zone', 'timetz(6)'],
    ['interval', 'interval', 'interval'],
    ['interval(3)', 'interval(3)', 'interval(3)'],
    ['interval day to second(3)', 'interval day to second(3)', 'interval day to second(3)'],
    ['interval year', 'interval year', 'interval year'],
    ['int[][3]', 'integer[]', 'integer[]'],
    ['varchar(5)[]', 'character varying(5)[]', 'varchar(5)[]'],
    ['_text', 'text[]', 'text[]'],
    ['pg_catalog.int4', 'integer', 'integer'],
    ['int4range', 'int4range', 'int4range'],
    ['decimal', 'numeric', 'numeric'],
  ])('%s', (sql, long, short) => {
    const type = use(closed(), sql);
    expect([typeText(type), shortTypeText(type)]).toEqual([long, short]);
  });
});

test('modifiers are those of atttypmod', () => {
  const modifier = (sql: string, major?: number): number => use(closed(major), sql).modifier;
  expect(modifier('varchar(20)')).toBe(24);
  expect(modifier('numeric(12,2)')).toBe(786438);
  expect(modifier('numeric(3,-2)')).toBe(198658);
  expect(modifier('interval day to second(3)')).toBe(470286339);
  expect(modifier('interval year')).toBe(327679);
  expect(modifier('interval(3)')).toBe(2147418115);
  expect(modifier('timestamp')).toBe(-1);
});

describe("users' types", () => {
  test('an array is one object whatever its dimensions, and goes with its element', () => {
    const world = closed();
    const mood = world.addType({ name: 'mood', schema: 'app', category: 'enum' });
    const array = resolveType(world, typeName('app.mood[][]')).type;
    expect(array).toBe(resolveType(world, typeName('app._mood')).type);
    expect(array.element).toBe(mood);
    expect(typeText({ type: array, modifier: -1 })).toBe('app.mood[]');
    expect(world.dependents(mood).map(({ dependent, type }) => [dependent.name, type])).toEqual([['_mood', 'internal']]);
  });

  test('a table is a type, and stays the same type when it is renamed', () => {
    const world = closed();
    const orders = table(world, 'orders', { id: 'int' });
    const { type } = use(world, 'orders');
    world.renameRelation(orders, 'purchases');
    expect(use(world, 'purchases').type).toBe(type);
    expect(type.relation).toBe(orders);
    expect(use(world, 'orders').type.category).toBe('unknown');
  });

  test("PostgreSQL's own come first unless the search path says otherwise", () => {
    const world = closed();
    world.addType({ name: 'box', schema: 'public', category: 'enum' });
    expect(use(world, 'box').type.schema).toBe('pg_catalog');
    world.session.searchPath.push('pg_catalog');
    expect(use(world, 'box').type.schema).toBe('public');
  });

  test('a column lends its type', () => {
    const world = closed();
    table(world, 'orders', { code: 'varchar(7)' });
    const statement = { names: [{ String: { sval: 'orders' } }, { String: { sval: 'code' } }], pct_type: true };
    expect(typeText(resolveType(world, statement))).toBe('character varying(7)');
  });

  test('an open world knows the types of contrib extensions without having seen CREATE EXTENSION', () => {
    expect(use(new World({ majorVersion: 16, isOpen: true }), 'citext').type).toMatchObject({ category: 'base', isExtensionMember: true });
    expect(use(closed(), 'citext').type.category).toBe('unknown');
  });
});

test('types that a major version does not have are unknown in it', () => {
  expect(use(closed(18), 'int4multirange').type.category).toBe('multirange');
  expect(use(closed(18), 'no_such_type').type.category).toBe('unknown');
});

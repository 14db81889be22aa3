import { describe, expect, test } from 'vitest';
import { functionsCalledBy, typeOf, volatilityOf } from '../../../src/analyze/expressions/analyze-expression.ts';
import { typeText } from '../../../src/analyze/expressions/resolve-type.ts';
import type { FunctionObject } from '../../../src/analyze/world/objects.ts';
import { World } from '../../../src/analyze/world/world.ts';
import { expression, table, use } from './parsed.ts';

function world(majorVersion: number = 18): World {
  const made = new World({ majorVersion, isOpen: false });
  const add = (fields: Partial<FunctionObject> & { readonly name: string }): FunctionObject =>
    made.addFunction({ schema: 'public', returns: use(made, 'int').type, ...fields });
  add({ name: 'five', body: 'SELECT 5' });
  add({ name: 'five_in_plpgsql', body: 'BEGIN RETURN 5; END', language: 'plpgsql' });
  add({ name: 'dice', body: 'SELECT (random() * 6)::int' });
  add({ name: 'of_five', body: 'SELECT five() + 1' });
  add({ name: 'endless', body: 'SELECT endless()' });
  add({ name: 'twice', body: 'SELECT $1 + $1', arguments: [use(made, 'int').type] });
  add({ name: 'named', body: 'SELECT n + 1', arguments: [use(made, 'int').type], parameters: [{ name: 'n', mode: 'in' }] });
  add({
    name: 'with_default',
    body: 'SELECT $1 + 1',
    arguments: [use(made, 'int').type],
    defaultArguments: 1,
    argumentDefaults: [expression('5')],
  });
  add({
    name: 'with_volatile_default',
    body: 'SELECT $1 + 1',
    arguments: [use(made, 'float8').type],
    defaultArguments: 1,
    argumentDefaults: [expression('random()')],
  });
  add({ name: 'ignoring', body: 'SELECT 1', arguments: [use(made, 'int').type] });
  add({ name: 'ignoring_strict', body: 'SELECT 1', arguments: [use(made, 'int').type], isStrict: true });
  add({ name: 'from_table', body: 'SELECT 1 FROM pg_class' });
  add({ name: 'as_owner', body: 'SELECT 1', isSecurityDefiner: true });
  add({ name: 'with_setting', body: 'SELECT 1', settings: ['search_path=public'] });
  add({ name: 'in_two', body: 'SELECT 1; SELECT 2' });
  add({ name: 'claims_stable', body: 'SELECT 1', language: 'plpgsql', volatility: 'stable' });
  add({ name: 'overloaded', language: 'plpgsql', volatility: 'immutable', arguments: [use(made, 'int').type] });
  add({ name: 'overloaded', language: 'plpgsql', volatility: 'volatile', arguments: [use(made, 'text').type] });
  return made;
}

describe('the worst volatility in an expression', () => {
  test.each([
    ['5', 'immutable'],
    ["'x'::text || 'y'", 'immutable'],
    ['now()', 'stable'],
    ['CURRENT_TIMESTAMP', 'stable'],
    ['pg_backend_pid()', 'stable'],
    ['with_default()', 'immutable'],
    ['with_volatile_default()', 'volatile'],
    ['current_user', 'stable'],
    ['localtimestamp(0)', 'stable'],
    ["now() AT TIME ZONE 'UTC'", 'stable'],
    ["now() + interval '1 day'", 'stable'],
    ["timestamp '2020-01-01' + interval '1 day'", 'immutable'],
    ["'now'::timestamptz", 'immutable'],
    ["current_setting('app.user')", 'stable'],
    ['txid_current()', 'stable'],
    ['clock_timestamp()', 'volatile'],
    ['random()', 'volatile'],
    ['gen_random_uuid()', 'volatile'],
    ["nextval('s')", 'volatile'],
    ["nextval('s'::regclass)", 'volatile'],
    ['md5(random()::text)', 'volatile'],
    ['COALESCE(NULL, random())', 'volatile'],
    ['CASE WHEN true THEN 1 ELSE random() END', 'immutable'],
    ['CASE WHEN false THEN random() WHEN now() IS NULL THEN 2 ELSE 3 END', 'stable'],
    ['COALESCE(1, random())', 'immutable'],
    ['false AND random() > 1', 'immutable'],
    ['ARRAY[1, random()]', 'volatile'],
    ['ROW(now(), 1)', 'stable'],
    ['(SELECT random())', 'volatile'],
    ["(SELECT max(oid) FROM pg_class WHERE relname = 'x')", 'immutable'],
    ["to_char(now(), 'YYYY')", 'stable'],
    ["date_part('year', CURRENT_DATE)", 'stable'],
    ["extract(year FROM date '2020-01-01')", 'immutable'],
    ["jsonb_build_object('a', 1)", 'stable'],
    ["'{}'::jsonb", 'immutable'],
    ["substring(md5('x'), 1, 3)", 'immutable'],
    ['no_such_function()', 'volatile'],
    ['timeofday()', 'volatile'],
    ['uuid_generate_v4()', 'volatile'],
    ["digest('x', 'sha256')", 'immutable'],
    ["lpad('1', 3, '0')", 'immutable'],
    ['date(now())', 'stable'],
    ["text 'x'", 'immutable'],
    ["decode('00', 'hex')", 'immutable'],
    ['trunc(random() * 10)', 'volatile'],
    ['array_fill(0, ARRAY[3])', 'immutable'],
    ['five()', 'immutable'],
    ['public.five()', 'immutable'],
    ['of_five()', 'immutable'],
    ['five_in_plpgsql()', 'volatile'],
    ['dice()', 'volatile'],
    ['endless()', 'volatile'],
    ['twice(1)', 'immutable'],
    ['twice(dice())', 'volatile'],
    ['named(1)', 'immutable'],
    ['ignoring(dice())', 'immutable'],
    ['ignoring_strict(1)', 'volatile'],
    ['from_table()', 'volatile'],
    ['as_owner()', 'volatile'],
    ['with_setting()', 'volatile'],
    ['in_two()', 'volatile'],
    ['claims_stable()', 'stable'],
    ['overloaded(1)', 'immutable'],
    ["overloaded('x')", 'volatile'],
    ['overloaded(1::text)', 'volatile'],
    ['overloaded(1::smallint)', 'immutable'],
  ])('%s is %s', (sql, expected) => {
    expect(volatilityOf(world(), expression(sql))).toBe(expected);
  });

  test('by major version', () => {
    expect(volatilityOf(world(18), expression('uuidv7()'))).toBe('volatile');
    expect(volatilityOf(world(15), expression("date_trunc('day', now(), 'UTC')"))).toBe('stable');
    expect(volatilityOf(world(16), expression("date_trunc('day', timestamptz '2020-01-01', 'UTC')"))).toBe('immutable');
    expect(volatilityOf(world(15), expression("date_trunc('day', timestamptz '2020-01-01', 'UTC')"))).toBe('stable');
  });
});

describe('types of expressions', () => {
  test.each([
    ['5', 'integer'],
    ['5000000000', 'bigint'],
    ['1.5', 'numeric'],
    ["'x'", 'text'],
    ['id + 1', 'integer'],
    ['id + amount', 'numeric'],
    ['id::bigint', 'bigint'],
    ['code', 'character varying(10)'],
    ["code || 'x'", 'text'],
    ['lower(code)', 'text'],
    ['t.code', 'character varying(10)'],
    ["at + interval '1 day'", 'timestamp without time zone'],
    ['at - at', 'interval'],
    ['day + 1', 'date'],
    ['day - day', 'integer'],
    ["day + interval '1 day'", 'timestamp without time zone'],
    ['tags[1]', 'text'],
    ['tags[1:2]', 'text[]'],
    ["data->'a'", 'jsonb'],
    ["data->>'a'", 'text'],
    ["data#>>'{a,b}'", 'text'],
    ["(data->>'a')::int", 'integer'],
    ['now()', 'timestamp with time zone'],
    ['CURRENT_DATE', 'date'],
    ['current_user', 'name'],
    ['id = 5 AND code IS NULL', 'boolean'],
    ["code IN ('a', 'b')", 'boolean'],
    ['coalesce(id, 0)', 'integer'],
    ['coalesce(amount, 0)', 'numeric'],
    ['CASE WHEN id > 1 THEN 1.5 ELSE id END', 'numeric'],
    ['greatest(id, 5000000000)', 'bigint'],
    ['ARRAY[id, 1]', 'integer[]'],
    ['array_append(tags, code)', 'text[]'],
    ['round(amount, 2)', 'numeric'],
    ['round(id / 3.0)', 'numeric'],
    ['abs(id)', 'integer'],
    ['sqrt(id)', 'double precision'],
    ['length(code)', 'integer'],
    ['t', 't'],
    ['(SELECT 1)', 'integer'],
    ['ARRAY(SELECT 1)', 'integer[]'],
    ["date_trunc('day', at)", 'timestamp without time zone'],
    ['extract(year FROM at)', 'numeric'],
    ["at AT TIME ZONE 'UTC'", 'timestamp with time zone'],
    ["to_tsvector('english', code)", 'tsvector'],
    ['int4range(id, 5)', 'int4range'],
    ['lower(int4range(1, 5))', 'integer'],
    ['upper(code)', 'text'],
    ['ctid', 'tid'],
    ['nullif(id, 0)', 'integer'],
    ['unnest(tags)', 'text'],
    ["'{1,2}'::int[]", 'integer[]'],
    ['-id', 'integer'],
    ['amount::numeric(5,1)', 'numeric(5,1)'],
    ["concat(id, 'x')", 'text'],
    ["format('%s', id)", 'text'],
  ])('%s is %s', (sql, expected) => {
    const made = world();
    const t = table(made, 't', {
      id: 'int',
      code: 'varchar(10)',
      amount: 'numeric(12,2)',
      at: 'timestamp',
      day: 'date',
      tags: 'text[]',
      data: 'jsonb',
    });
    const type = typeOf(made, expression(sql), t);
    expect(type === null ? null : typeText(type)).toBe(expected);
  });
});

test('the functions that an expression calls', () => {
  const made = world();
  const names = (sql: string): readonly string[] => functionsCalledBy(made, expression(sql)).map(({ name }) => name);
  expect(names('twice(five()) + length(now()::text)')).toEqual(['twice', 'five']);
  expect(names('(SELECT five() FROM pg_class WHERE dice() > 1)')).toEqual(['five', 'dice']);
  expect(names('CASE WHEN dice() = 1 THEN 1 END')).toEqual(['dice']);
});

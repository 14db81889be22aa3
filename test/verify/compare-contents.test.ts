import { expect, test } from 'vitest';
import type { TableContent } from '../../src/model/table-content.ts';
import { compareContents } from '../../src/verify/compare-contents.ts';

function table(rows: number, columns: Readonly<Record<string, readonly [values: number, digest: string]>>, digest = 'rows'): TableContent {
  return { rows, digest, columns: new Map(Object.entries(columns).map(([name, [values, sum]]) => [name, { values, digest: sum }])) };
}

function compared(before: Readonly<Record<string, TableContent>>, after: Readonly<Record<string, TableContent>>): readonly string[] {
  const none = new Map<string, number | null>();
  const differences = compareContents(
    { tables: new Map(Object.entries(before)), sequences: none },
    { tables: new Map(Object.entries(after)), sequences: none },
  );
  return differences.map((one) => `${one.kind} ${one.identity} ${one.change} ${one.before} ${one.after}`);
}

const ORDERS = table(3, { id: [3, 'a'], total: [2, 'b'] });

test('the same is the same', () => {
  expect(compared({ orders: ORDERS }, { orders: ORDERS })).toEqual([]);
});

test('a column that came back without its values', () => {
  expect(compared({ orders: ORDERS }, { orders: table(3, { id: [3, 'a'], total: [0, 'nulls'] }, 'others') })).toEqual([
    'values orders.total lost 2 0',
  ]);
});

test('a column that did not come back', () => {
  expect(compared({ orders: ORDERS }, { orders: table(3, { id: [3, 'a'] }, 'others') })).toEqual(['values orders.total lost 2 0']);
});

test('a new column has lost nothing', () => {
  expect(compared({ orders: ORDERS }, { orders: table(3, { id: [3, 'a'], total: [2, 'b'], note: [3, 'c'] }, 'others') })).toEqual([]);
});

test('other values, as many as before', () => {
  expect(compared({ orders: ORDERS }, { orders: table(3, { id: [3, 'a'], total: [2, 'x'] }, 'others') })).toEqual([
    'values orders.total changed 2 2',
  ]);
});

test('values that have changed places between rows', () => {
  expect(compared({ orders: ORDERS }, { orders: table(3, { id: [3, 'a'], total: [2, 'b'] }, 'others') })).toEqual([
    'rows orders changed 3 3',
  ]);
});

test('rows lost come before rows added; a table that is gone has lost its rows', () => {
  expect(compared({ b: ORDERS, c: table(2, {}) }, { a: table(1, {}), b: table(1, {}) })).toEqual([
    'rows b lost 3 1',
    'rows c lost 2 0',
    'rows a added 0 1',
  ]);
});

test.each([
  ['goes on', 5, 9, []],
  ['starts anew', 5, null, ['lost 5 0']],
  ['goes back', 5, 3, ['lost 5 3']],
  ['counts down and goes on', -5, -9, []],
  ['counts down and goes back', -5, -2, ['lost -5 -2']],
  ['gives its first number', null, 1, []],
])('a sequence that %s', (_what, before, after, expected) => {
  const state = (value: number | null): Parameters<typeof compareContents>[0] => ({
    tables: new Map(),
    sequences: new Map([['orders_id_seq', value]]),
  });
  const found = compareContents(state(before), state(after));
  expect(found.map((one) => `${one.change} ${one.before} ${one.after}`)).toEqual(expected);
});

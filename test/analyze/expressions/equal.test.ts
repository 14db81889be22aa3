import { describe, expect, test } from 'vitest';
import { areEqual, columnsUsedBy } from '../../../src/analyze/expressions/analyze-expression.ts';
import { World } from '../../../src/analyze/world/world.ts';
import { STORED } from './equal-cases.ts';
import { expression, table } from './parsed.ts';

describe('an expression is the one that the catalog shows of it', () => {
  test.each(STORED)('%s is stored as %s', (written, stored) => {
    expect(areEqual(expression(written), expression(stored))).toBe(true);
    expect(areEqual(expression(stored), expression(written))).toBe(true);
  });

  test('and no other one', () => {
    const wrong = STORED.flatMap(([written], at) =>
      STORED.filter(
        ([, stored], other) => other !== at && stored !== STORED[at]?.[1] && areEqual(expression(written), expression(stored)),
      ).map(([, stored]) => [written, stored]),
    );
    expect(wrong).toEqual([]);
  });
});

test.each([
  ['a::text', 'a'],
  ['lower(a)', 'lower(b)'],
  ["a = '5'", "a = '6'"],
  ['a > 1 AND b > 2', 'a > 1 OR b > 2'],
  ['a::date', 'a::timestamp'],
  ['a::numeric(5,1)', 'a::numeric(5,2)'],
  ["interval '1 month'", "interval '30 days'"],
  ["timestamp '2020-01-01'", "timestamp '2020-01-02'"],
  ['count(DISTINCT a)', 'count(a)'],
  ['a COLLATE "C"', 'a'],
])('%s is not %s', (left, right) => {
  expect(areEqual(expression(left), expression(right))).toBe(false);
});

test.each([
  ['a + b', ['a', 'b']],
  ['t.a', ['a']],
  ['t.*', ['a', 'b', 'c']],
  ['t', ['a', 'b', 'c']],
  ['other.a', []],
  ['lower((c).x)', ['c']],
  ['CASE WHEN a > 1 THEN b END', ['a', 'b']],
  ['unseen > 1', ['unseen']],
])('%s uses %j', (sql, expected) => {
  const relation = table(new World({ majorVersion: 18, isOpen: false }), 't', { a: 'int', b: 'int', c: 'text' });
  expect(columnsUsedBy(expression(sql), relation)).toEqual(expected);
});

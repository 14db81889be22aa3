import { expect, test } from 'vitest';
import { withStableExpressions } from '../../src/schema/stable-expressions.ts';

test.each([
  [
    "CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[])))",
    "CHECK (((status)::text = ANY (((ARRAY['a'::character varying, 'it''s'::character varying])::character varying[])::text[])))",
  ],
  ['WHERE ((n >= 1) AND (n <= 2))', 'WHERE (n BETWEEN (1) AND (2))'],
  ['(((n >= 1) AND (n <= 2)) AND (m = 3))', '((n BETWEEN (1) AND (2)) AND (m = 3))'],
  ['(((f(a, b) >= (x + 1)) AND (f(a, b) <= g(y))) OR (m = 3))', '((f(a, b) BETWEEN ((x + 1)) AND (g(y))) OR (m = 3))'],
  ["(((s >= '))'::text) AND (s <= 'AND (s <= 1)'::text)) AND b)", "((s BETWEEN ('))'::text) AND ('AND (s <= 1)'::text)) AND b)"],
])('%s', (printed, stable) => {
  expect(withStableExpressions('constraint', printed)).toBe(stable);
});

test.each([
  ['three comparisons side by side', '((n >= 1) AND (n <= 2) AND (m = 3))'],
  ['two subjects', '((n >= 1) AND (m <= 2))'],
  ['other operators', '((n > 1) AND (n <= 2))'],
  ['within a string', "(s = '((n >= 1) AND (n <= 2))'::text)"],
  ['within a quoted name', '("((n >= 1) AND (n <= 2))" <= 1)'],
  ['what is not closed', '((n >= 1) AND (n <= 2'],
])('left as it is: %s', (_name, printed) => {
  expect(withStableExpressions('view', printed)).toBe(printed);
});

test('bodies in other languages are not looked at', () => {
  const body = "AS $$ ((n >= 1) AND (n <= 2)) (ARRAY['a'::character varying])::text[] $$";
  expect(withStableExpressions('function', body)).toBe(body);
});

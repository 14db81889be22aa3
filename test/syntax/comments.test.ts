import { expect, test } from 'vitest';
import { commentsIn } from '../../src/syntax/comments.ts';

const found = (sql: string): readonly string[] => {
  const bytes = Buffer.from(sql);
  return [...commentsIn(bytes, { start: 0, end: bytes.length })].map(({ start, end }) => bytes.toString('utf8', start, end));
};

test.each([
  ['SELECT 1 -- one\nFROM t -- two', ['-- one', '-- two']],
  ['/* a /* nested */ b */ SELECT 1', ['/* a /* nested */ b */']],
  ['SELECT \'-- no\', "-- no", $$-- no$$, $t$ /* no */ $t$', []],
  [String.raw`SELECT E'it\'s -- no' -- yes`, ['-- yes']],
  ["SELECT 'it''s -- no' -- yes", ['-- yes']],
  ['SELECT 1 - -1 / 2 * 3', []],
  ['SELECT $1 -- parameter', ['-- parameter']],
  ["SELECT 'open -- no", []],
  ['-- only', ['-- only']],
])('comments of %s', (sql, comments) => {
  expect(found(sql)).toEqual(comments);
});

test('only the stretch that was asked for', () => {
  const bytes = Buffer.from('-- first\n-- second\n-- third');
  const [only] = [...commentsIn(bytes, { start: 9, end: 18 })];
  expect(bytes.toString('utf8', only?.start, only?.end)).toBe('-- second');
});

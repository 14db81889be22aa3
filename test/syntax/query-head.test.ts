import { expect, test } from 'vitest';
import { queryHead, workLabel } from '../../src/syntax/query-head.ts';

test.each([
  ["SELECT * FROM users WHERE mail = 'ann@example.org' AND id = 4711", 'SELECT * FROM users WHERE mail = ? AND id = ?'],
  ["UPDATE t SET a = E'it\\'s', b = 'it''s', c = -1.5e3, d = B'01'", 'UPDATE t SET a = ?, b = ?, c = ?, d = ?'],
  ['DO $$ BEGIN secret(); END $$', 'DO ?'],
  ['DO $body$ secret $$ $body$; SELECT 1', 'DO ?; SELECT ?'],
  ['-- secret\nSELECT /* secret */ 1\n\n  FROM t1', 'SELECT ? FROM t1'],
  ['SELECT "it\'s" FROM "t 1" WHERE x = \'secret', 'SELECT "it\'s" FROM "t 1" WHERE x = ?'],
  ['SELECT 1 /* secret', 'SELECT ?'],
  ['DO $$ secret', 'DO ?'],
  ['', ''],
])('of %j no literal is left', (sql, head) => {
  expect(queryHead(sql)).toBe(head);
});

test('it is one line of at most 80 characters', () => {
  expect(queryHead(`SELECT ${'column_name, '.repeat(50)}`)).toMatch(/^SELECT (column_name, )+.*…$/);
  expect(queryHead(`SELECT ${'column_name, '.repeat(50)}`)).toHaveLength(80);
});

test('a message of ours is known by its script, whatever is in its name', () => {
  const label = workLabel('V1__odd_*/_name.sql', "INSERT INTO t VALUES ('secret'); /* no */ SELECT 1");
  expect(label).toBe('/* flyback V1__odd__name.sql: INSERT INTO t VALUES (?); SELECT ? */ ');
  expect(queryHead(`${label}BEGIN\n;\nSET ROLE 'app'`)).toBe('flyback V1__odd__name.sql: INSERT INTO t VALUES (?); SELECT ?');
});

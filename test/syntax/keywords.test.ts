import { expect, test } from 'vitest';
import { isCopyToClient } from '../../src/syntax/keywords.ts';

test.each([
  ['COPY t TO STDOUT', true],
  ['copy s."to"(a, b) to stdout with (format csv)', true],
  ['COPY (SELECT 1) TO STDIN', true],
  ['/* x */ COPY BINARY t TO STDOUT', true],
  ['COPY t FROM STDIN', false],
  ["COPY (SELECT 'a TO STDOUT') TO '/tmp/x'", false],
  ["COPY t TO PROGRAM 'cat'", false],
  ['SELECT 1 AS copy', false],
])('rows of %s go to the client: %s', (sql, expected) => {
  expect(isCopyToClient(Buffer.from(sql))).toBe(expected);
});

import { describe, expect, test } from 'vitest';
import { flywayStatementAt } from '../../src/syntax/flyway-read-ahead.ts';

const LONG = 'x'.repeat(300);

/** Lines and columns as Flyway 12.4.0 names them. */
describe('the statement that Flyway is at when it meets a broken placeholder', () => {
  test.each([
    ['', 1, 1],
    ['select 1;\nselect 2;\nselect ', 1, 1],
    [`select '${LONG}';\nselect 2;\n`, 1, 1],
    [`select '${LONG}';\n-- ${LONG}\nselect 2;\n`, 2, 1],
    [`-- ${LONG}\n  select '${LONG}`, 2, 3],
    [`\n\n  ;;\n${' '.repeat(300)}select '${LONG}`, 4, 301],
    [`copy t from stdin;\n1\t;\n\\.\n/* ; /* */ ; */ select '${LONG}`, 4, 17],
    [`create function f() returns int begin atomic select case when true then 1 end; select 2; end;\nselect '${LONG}`, 2, 1],
    [`select $1;\nselect '${LONG}`, 1, 1],
    [`select e'it\\'s; x';\nselect '${LONG}`, 1, 17],
  ])('%j', (before, line, column) => expect(flywayStatementAt(Buffer.from(before))).toEqual({ line, column }));
});

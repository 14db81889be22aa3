import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const SETUP = `
CREATE TABLE tiny (id int);
CREATE TABLE other (id int);
CREATE FUNCTION f(i int) RETURNS void LANGUAGE plpgsql AS 'BEGIN LOCK tiny; END';
CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS 'BEGIN LOCK other; END';
CREATE FUNCTION perhaps(doit boolean DEFAULT false, name text DEFAULT 'tiny') RETURNS void LANGUAGE plpgsql
  AS 'BEGIN IF doit THEN EXECUTE ''LOCK '' || name; END IF; END';
CREATE FUNCTION go() RETURNS void LANGUAGE plpgsql AS 'BEGIN LOCK tiny; END';
`;
const TINY = ['tiny ACCESS EXCLUSIVE'];
const OTHER = ['other ACCESS EXCLUSIVE'];

/** Checked against servers of 15 and 18: pg_locks after the statement. */
const CALLS: readonly [what: string, sql: string, locks: readonly string[]][] = [
  ['an overload by the type of a cast', "SELECT f('x'::text)", OTHER],
  ['an overload by the type of a number', 'SELECT f(1)', TINY],
  ['a default that is left in place', 'SELECT perhaps()', []],
  ['an argument instead of the default', 'SELECT perhaps(true)', TINY],
  ['an argument by name', 'SELECT perhaps(doit => true)', TINY],
  ['arguments by name in another order', "SELECT perhaps(name => 'other', doit => true)", OTHER],
  ['WITH that nobody reads', 'WITH x AS MATERIALIZED (SELECT go()) SELECT 1', []],
  ['WITH that is read', 'WITH x AS MATERIALIZED (SELECT go()) SELECT * FROM x', TINY],
  ['a condition that never holds', 'SELECT go() WHERE false', []],
  ['an arm of CASE that is not taken', 'SELECT CASE WHEN 1 = 2 THEN go() END', []],
  ['an arm of CASE behind one that is taken', 'SELECT CASE WHEN 1 = 1 THEN f(1) ELSE f(NULL::text) END', TINY],
  ['the rest of CASE', "SELECT CASE WHEN 1 = 2 THEN f(1) ELSE f(''::text) END", OTHER],
];

/** What only a catalog that is known as a whole tells. */
const CLOSED_CALLS: readonly [sql: string, locks: readonly string[]][] = [
  ["SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_class WHERE relname = 'nope') THEN go() END", []],
  ["SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_class WHERE relname = 'tiny') THEN go() END", TINY],
  ["SELECT go() WHERE NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'tiny')", []],
];

describe('calls of functions', () => {
  it.each(CALLS)('%s: %s', (_, sql, locks) => {
    expect(interpretSql(SETUP, sql).locks).toEqual(locks);
  });

  it.each(CLOSED_CALLS)('%s', (sql, locks) => {
    expect(interpretSql(SETUP, sql, { isOpen: false }).locks).toEqual(locks);
  });
});

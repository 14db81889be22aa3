import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import { RULES } from '../../src/analyze/rules/index.ts';
import { loadParser, parseSql } from '../../src/syntax/parse.ts';
import { FIXTURES, fixtureIds, lintText, readFixture } from '../support/rules/fixtures.ts';

const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

beforeAll(loadParser);

test('every rule has examples, and all examples have a rule', () => {
  expect(fixtureIds()).toEqual(
    RULES.filter(({ scope }) => scope !== 'engine')
      .map(({ id }) => id)
      .toSorted(),
  );
});

test('ids are unique, and what a rule says of itself is complete', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  const isComplete = ({ id, title, why, safer, documentation }: (typeof RULES)[number]): boolean =>
    /^[a-z]+(?:-[a-z0-9]+)*$/u.test(id) && [title, why, safer].every(({ length }) => length > 5) && documentation.startsWith('https://');
  expect(RULES.filter((rule) => !isComplete(rule)).map(({ id }) => id)).toEqual([]);
});

test('every rule has its page, and every page its rule', () => {
  const pages = readdirSync(join(FIXTURES, '..', '..', '..', 'docs', 'rules')).toSorted();
  expect(pages).toEqual([...RULES.map(({ id }) => `${id}.md`), 'README.md', 'custom.md'].toSorted());
});

describe.each(RULES.filter(({ scope }) => scope !== 'engine').map(({ id }) => id))('%s', (id) => {
  const fixture = readFixture(id);

  test('bad.sql yields it, with what expected.json says', async () => {
    const hazards = lintText(fixture.bad, fixture.given, [id]).map(({ rule, severity, region, message, saferSql }) => ({
      rule,
      severity,
      line: region.line,
      column: region.column,
      message,
      ...(saferSql === null ? {} : { saferSql: saferSql.split('\n') }),
    }));
    const path = join(FIXTURES, id, 'expected.json');
    if (isUpdating) writeFileSync(path, `${JSON.stringify(hazards, null, 2)}\n`);
    expect(hazards.map(({ rule }) => rule)).toContain(id);
    await expect(`${JSON.stringify(hazards, null, 2)}\n`).toMatchFileSnapshot(path);
  });

  test('what bad.sql is told to do instead is SQL', () => {
    const texts = lintText(fixture.bad, fixture.given, [id]).flatMap(({ saferSql }) => saferSql ?? []);
    expect(() => texts.map((text) => parseSql(text))).not.toThrow();
  });

  test('good.sql does not yield it', () => {
    expect(lintText(fixture.good, fixture.given, [id]).filter(({ rule }) => rule === id)).toEqual([]);
  });
});

describe('one thing is said once', () => {
  const given = `
    CREATE TABLE accounts (id int PRIMARY KEY, code varchar(10), note text, qty int, added timestamp);
    CREATE TABLE orders (id bigint PRIMARY KEY, account_id int CONSTRAINT orders_account_fk REFERENCES accounts, total numeric(10,2));
    CREATE INDEX orders_account_idx ON orders (account_id);
    CREATE TABLE parent (a int, b int); CREATE TABLE child () INHERITS (parent);
  `;
  const cases: readonly (readonly [sql: string, ...rules: string[]])[] = [
    ['ALTER TABLE accounts ADD COLUMN kind text'],
    ["ALTER TABLE accounts ADD COLUMN kind text NOT NULL DEFAULT 'a', ADD COLUMN seen timestamptz DEFAULT now()"],
    ['ALTER TABLE accounts ALTER COLUMN code TYPE varchar(30)'],
    [
      'CREATE TABLE fresh (id bigint PRIMARY KEY, n int); CREATE INDEX ON fresh (n); ALTER TABLE fresh ALTER COLUMN n SET NOT NULL; DROP TABLE fresh',
    ],
    [
      'CREATE TABLE fresh (id bigint PRIMARY KEY, n int); ALTER TABLE fresh ALTER COLUMN n TYPE text; UPDATE fresh SET n = 1; DELETE FROM fresh',
    ],
    ['ALTER TABLE accounts ADD COLUMN tmp int; ALTER TABLE accounts DROP COLUMN tmp'],
    ['ALTER TABLE accounts ADD COLUMN key bigint GENERATED ALWAYS AS IDENTITY UNIQUE', 'add-column-rewrites-table'],
    ['ALTER TABLE accounts ALTER COLUMN id TYPE bigint', 'change-column-type-rewrites-table'],
    ['ALTER TABLE accounts ALTER COLUMN note SET NOT NULL', 'set-not-null-scans', 'new-not-null'],
    ['ALTER TABLE accounts ALTER COLUMN note SET NOT NULL, ADD CHECK (qty > 0)', 'set-not-null-scans', 'new-not-null'],
    ['ALTER TABLE accounts ADD COLUMN lvl int; UPDATE accounts SET lvl = 1', 'work-after-lock'],
    ['ALTER TABLE accounts ADD COLUMN lvl int; UPDATE accounts SET lvl = 1 WHERE id = 7'],
    ['ALTER TABLE parent DROP COLUMN b', 'drop-column'],
    ['ALTER TABLE orders DROP COLUMN account_id', 'drop-column', 'drop-referenced-column'],
    ['ALTER TABLE accounts DROP COLUMN id CASCADE', 'drop-column', 'drop-referenced-column'],
    ['DROP TABLE accounts CASCADE', 'cascade-drops', 'drop-table'],
    ['TRUNCATE orders', 'truncate'],
    ['ALTER TABLE orders ADD CONSTRAINT other FOREIGN KEY (account_id) REFERENCES accounts NOT VALID'],
    ['ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID, VALIDATE CONSTRAINT c', 'constraint-validated-in-same-transaction'],
    [
      'ALTER TABLE accounts RENAME COLUMN note TO remark; ALTER TABLE accounts RENAME COLUMN remark TO note',
      'rename-column',
      'rename-column',
    ],
  ];

  test.each(cases)('%s', (sql, ...rules) => {
    const found = lintText(`${sql};`, given, []).filter(({ severity }) => severity !== 'info');
    expect(found.map(({ rule }) => rule)).toEqual(rules);
  });
});

describe('severity follows from how long others wait', () => {
  const severityFor = (rows: string): string | undefined =>
    lintText('CREATE INDEX t_a_idx ON t (a);', `${rows}\nCREATE TABLE t (id bigint PRIMARY KEY, a int);`, [])[0]?.severity;

  test.each([
    ['-- rows t=2k', 'low'],
    ['-- rows t=100k', 'medium'],
    ['-- rows t=40M', 'high'],
    ['', 'high'],
  ])('%s', (rows, severity) => {
    expect(severityFor(rows)).toBe(severity);
  });

  test('a table that is closed for minutes is critical', () => {
    const given = '-- rows t=900M\nCREATE TABLE t (id bigint PRIMARY KEY, a int);';
    expect(lintText('ALTER TABLE t ALTER COLUMN a TYPE bigint;', given, []).map(({ severity }) => severity)).toEqual(['critical']);
  });
});

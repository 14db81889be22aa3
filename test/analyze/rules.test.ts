import { writeFileSync } from 'node:fs';
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

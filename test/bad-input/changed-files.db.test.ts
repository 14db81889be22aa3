import { describe, expect, test } from 'vitest';
import { info, migrate, validate } from '../../src/index.ts';
import { createWorkbench, failureOf, type Workbench } from './workbench.ts';

const FILES = { 'V1__one.sql': 'SELECT 1;\n', 'V2__two.sql': 'SELECT 2;\n', 'V4__four.sql': 'SELECT 4;\n', 'R__view.sql': 'SELECT 0;\n' };

type Files = Readonly<Record<string, string | null>>;

async function afterChange(files: Files, run: (bench: Workbench) => Promise<void>): Promise<void> {
  await using bench = await createWorkbench(FILES);
  await migrate(bench.options());
  bench.project.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`sql/${name}`, text])));
  await run(bench);
}

describe.each<[string, Files, readonly (readonly [string | null, string])[], string]>([
  ['a checksum changed', { 'V2__two.sql': 'SELECT 22;\n' }, [['2', 'CHECKSUM_MISMATCH']], '*:future'],
  ['a file was deleted', { 'V2__two.sql': null }, [['2', 'APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED']], 'versioned:missing'],
  ['the last file was deleted', { 'V4__four.sql': null }, [], '*:future'],
  ['a description changed', { 'V2__two.sql': null, 'V2__deux.sql': 'SELECT 2;\n' }, [['2', 'DESCRIPTION_MISMATCH']], '*:future'],
  ['a file came in between', { 'V3__three.sql': 'SELECT 3;\n' }, [['3', 'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED']], '*:ignored'],
  ['a repeatable one was deleted', { 'R__view.sql': null }, [[null, 'APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED']], 'repeatable:missing'],
])('when %s', (_what, files, expected, pattern) => {
  test('validate says so as Flyway does, migrate stops and changes nothing', () =>
    afterChange(files, async (bench) => {
      const before = await bench.contents();
      const { isValid, invalidMigrations } = await validate(bench.options());
      expect({ isValid, invalid: invalidMigrations.map(({ version, code }) => [version, code]) }).toEqual({
        isValid: expected.length === 0,
        invalid: expected,
      });
      if (expected.length > 0) expect((await failureOf(migrate(bench.options()))).code).toBe('ERR_HISTORY_VALIDATE');
      expect(await bench.contents()).toEqual(before);
    }));

  test(`${pattern} is ignored where it applies`, () =>
    afterChange(files, async (bench) => {
      const isExcused = expected.length === 0 || pattern !== '*:future';
      expect((await validate(bench.options({ ignoreMigrationPatterns: [pattern] }))).isValid).toBe(isExcused);
    }));
});

test('another order of line ends and a byte order mark are no change', () =>
  afterChange({ 'V2__two.sql': '\uFEFFSELECT 2;\r\n' }, async (bench) => {
    expect((await validate(bench.options())).isValid).toBe(true);
  }));

test('a file in between runs with outOfOrder and is shown so', () =>
  afterChange({ 'V3__three.sql': 'SELECT 3;\n' }, async (bench) => {
    expect((await migrate(bench.options({ outOfOrder: true }))).migrations.map(({ version }) => version)).toEqual(['3']);
    const { migrations } = await info(bench.options());
    expect(migrations.find(({ version }) => version === '3')?.state).toBe('Out of Order');
  }));

test('an unknown pattern is an error before anything runs', () =>
  afterChange({}, async (bench) => {
    for (const pattern of ['missing', '*:gone', 'weird:*', ':']) {
      const { code } = await failureOf(validate(bench.options({ ignoreMigrationPatterns: [pattern] })));
      expect([pattern, code]).toEqual([pattern, 'ERR_CONFIG_INVALID']);
    }
  }));

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'libpg-query';
import { describe, expect, test } from 'vitest';
import { findViolations, readImports, readTree, withoutComments } from './support/architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = readTree(`${root}/src`);
const tests = readTree(`${root}/test`);

test('the source tree is read', () => {
  expect(src.has('model/errors.ts')).toBe(true);
  expect(readImports(src.get('model/version.ts') ?? '')).toContain('./errors.ts');
});

test('folders keep their order, purity, homes and distance (A1-A4)', () => {
  expect(findViolations(src)).toEqual([]);
});

describe('planted violations are found', () => {
  const found = (files: Record<string, string>): string[] => findViolations(new Map(Object.entries(files)));

  test('A1: an inner folder imports an outer one', () => {
    expect(found({ 'config/load.ts': `import { run } from '../surfaces/cli/main.ts';` })).toEqual([
      expect.stringMatching(/^A1 config\/load\.ts/),
    ]);
    expect(found({ 'surfaces/http/server.ts': `export { main } from '../cli/main.ts';` })).toEqual([
      expect.stringMatching(/^A1 surfaces\/http/),
    ]);
    expect(found({ 'io/files.ts': `const p = await import('../pipeline.ts');` })).toEqual([expect.stringMatching(/^A1 io\/files\.ts/)]);
  });

  test('A2: a pure folder has an effect', () => {
    expect(found({ 'plan/select.ts': `import { readFileSync } from 'node:fs';` })).toEqual([expect.stringMatching(/^A2 plan\/select\.ts/)]);
    expect(found({ 'plan/select.ts': `import { read } from '../io/files.ts';` })).toEqual([expect.stringMatching(/^A2 plan\/select\.ts/)]);
    expect(found({ 'plan/select.ts': 'export const now = () => new Date();' })).toEqual([expect.stringMatching(/^A2 plan\/select\.ts/)]);
    expect(found({ 'plan/select.ts': '// Date.now() is not called\nexport const text = "process.env";' })).toEqual([]);
  });

  test('A3: a package away from its home, or without one', () => {
    expect(found({ 'history/read.ts': `import pg from 'pg/lib/client.js';` })).toEqual([
      expect.stringMatching(/^A3 history\/read\.ts imports pg,/),
    ]);
    expect(found({ 'io/files.ts': `import x from '@scope/left-pad/x';` })).toEqual([
      expect.stringMatching(/^A3 .* @scope\/left-pad, which has no home/),
    ]);
    expect(found({ 'postgres/session.ts': `import pg from 'pg/lib/client.js';` })).toEqual([]);
    expect(found({ 'analyze/a.ts': `import type { Node } from 'libpg-query';` })).toEqual([]);
    expect(found({ 'analyze/a.ts': `import { parseSync } from 'libpg-query';` })).toEqual([expect.stringMatching(/^A3 analyze/)]);
  });

  test('A4: members of a registry import each other', () => {
    const files = {
      'report/formats/index.ts': `import { a } from './text.ts'; import { b } from './html.ts';`,
      'report/formats/text.ts': `import { b } from './html.ts';`,
      'report/formats/html.ts': `import { escape } from './escape.ts';`,
      'report/formats/escape.ts': '',
    };
    expect(found(files)).toEqual([expect.stringMatching(/^A4 report\/formats\/text\.ts/)]);
  });

  test('names: banned words and other spellings', () => {
    expect(found({ 'io/string-utils.ts': '', 'io/readFiles.ts': '', 'io/read-files.ts': '' })).toEqual([
      'name io/string-utils.ts',
      'name io/readFiles.ts',
    ]);
  });
});

describe('sql/', () => {
  const files = existsSync(`${root}/sql`)
    ? readdirSync(`${root}/sql`, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.sql'))
        .map((path) => path.replaceAll('\\', '/'))
    : [];

  test('each file parses and holds one statement', async () => {
    const problems: string[] = [];
    for (const file of files) {
      const statements = await countStatements(readFileSync(`${root}/sql/${file}`, 'utf8'));
      if (statements !== 1) problems.push(`${file}: ${statements}`);
    }
    expect(problems).toEqual([]);
  });

  test('each file is used', () => {
    const code = [...src]
      .filter(([file]) => file !== 'postgres/sql-files.ts')
      .map(([, text]) => text)
      .join('\n');
    // `indexes.pg17.sql` is the variant for PostgreSQL 17 of `indexes.sql`.
    const unused = files.filter((file) => !code.includes(file.replace(/(?:\.pg\d+)?\.sql$/, '')));
    expect(unused).toEqual([]);
  });
});

test('generated documentation is current', async () => {
  const run = promisify(execFile)(process.execPath, ['docs/generate.ts', '--check'], { cwd: root });
  await expect(run).resolves.toBeDefined();
});

test('types are not switched off', () => {
  const off = /(?::\s*any\b|\bas any\b|<any\b|@ts-ignore|@ts-nocheck|@ts-expect-error)/;
  const all = [...src, ...[...tests].map(([file, text]) => [`test/${file}`, text] as const)];
  const bad = all.filter(
    ([file, text]) => file !== 'test/architecture.test.ts' && !file.endsWith('.d.ts') && off.test(withoutStrings(text)),
  );
  expect(bad.map(([file]) => file)).toEqual([]);
});

test('no test is skipped or alone', () => {
  const silent = /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:skip|only|todo|skipIf|runIf|fails)\b/;
  const bad = [...tests].filter(([, text]) => silent.test(withoutStrings(text)));
  expect(bad.map(([file]) => file)).toEqual([]);
});

function withoutStrings(text: string): string {
  return withoutComments(text.replace(/@ts-(?:ignore|nocheck|expect-error)/g, 'as any')).replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g,
    "''",
  );
}

// The loader's variables (src/postgres/sql-files.ts): `:'text'`, `:"identifier"` and raw `:name`, a number or a clause that may be empty.
async function countStatements(sql: string): Promise<number> {
  const filled = sql.replace(/:'\w+'/g, "'1'").replace(/:("\w+")/g, '$1');
  for (const raw of ['1', '', 'x']) {
    try {
      return (await parse(filled.replace(/(?<![:\w]):[a-z_]\w*/g, raw))).stmts?.length ?? 0;
    } catch {
      // Another kind of raw variable.
    }
  }
  return Number.NaN;
}

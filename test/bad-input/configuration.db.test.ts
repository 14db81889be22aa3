import { describe, expect, test } from 'vitest';
import { runFlyback, type RunResult } from '../support/run-flyback.ts';
import { createWorkbench, HISTORY, type Workbench } from './workbench.ts';

const FILES = { 'V1__a.sql': 'CREATE TABLE one (id integer);\n' };

async function run(
  bench: Workbench,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  bench.project.write(files);
  return runFlyback([`-url=${bench.database.url}`, ...args], {
    cwd: bench.project.directory,
    env: { HOME: bench.project.directory, ...env },
  });
}

describe('a mistake is told with its place and a suggestion, and nothing is done', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a typo in flyway.conf',
      { 'flyway.conf': 'flyway.lokations=filesystem:sql\n' },
      [],
      {},
      ['flyway.lokations', 'Did you mean flyway.locations'],
    ],
    [
      'a typo in flyway.toml',
      { 'flyway.toml': '[flyway]\nlocatons = ["filesystem:sql"]\n' },
      [],
      {},
      ['flyway.locatons', 'flyway.locations'],
    ],
    ['a typo in a flag', {}, ['-loctions=filesystem:sql'], {}, ['-loctions', 'Did you mean -locations']],
    ['no boolean', { 'flyway.conf': 'flyway.outOfOrder=maybe\n' }, [], {}, ['flyway.outOfOrder', 'true or false', 'maybe']],
    ['no number', {}, ['-connectRetries=many'], {}, ['connectRetries', 'many']],
    ['a list where one value belongs', { 'flyway.toml': '[flyway]\ntable = ["a", "b"]\n' }, [], {}, ['flyway.table', 'not a list']],
    ['no TOML', { 'flyway.toml': '[flyway\ntable = x\n' }, [], {}, ['flyway.toml', '1']],
    ['a wrong value in the environment', {}, [], { FLYWAY_GROUP: 'perhaps' }, ['flyway.group', 'perhaps']],
    ['no version', {}, ['-target=one'], {}, ['one']],
    ['several at once', { 'flyway.conf': 'flyway.group=x\nflyway.mixed=y\n' }, [], {}, ['flyway.group', 'flyway.mixed']],
  ])('%s', async (_what, files, args, env, expected) => {
    await using bench = await createWorkbench(FILES);
    const { exitCode, stdout, stderr } = await run(bench, files, [...args, 'migrate'], env);
    expect(exitCode).toBe(1);
    for (const text of expected) expect(stdout + stderr).toContain(text);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await bench.contents()).toEqual([]);
  });
});

test('flags win over variables, variables over files', async () => {
  await using bench = await createWorkbench(FILES);
  const files = { 'flyway.conf': 'flyway.locations=filesystem:sql\nflyway.table=of_file\nflyway.installedBy=file\n' };
  expect((await run(bench, files, ['migrate'])).exitCode).toBe(0);
  const env = { FLYWAY_TABLE: 'of_variable', FLYWAY_INSTALLED_BY: 'variable', FLYWAY_BASELINE_ON_MIGRATE: 'true' };
  expect((await run(bench, files, ['migrate'], env)).exitCode).toBe(0);
  expect((await run(bench, files, ['-table=of_flag', 'migrate'], env)).exitCode).toBe(0);
  const rows = await Promise.all(
    ['of_file', 'of_variable', 'of_flag'].map((table) => bench.database.query(`SELECT DISTINCT installed_by AS by FROM ${table}`)),
  );
  expect(rows).toEqual([[{ by: 'file' }], [{ by: 'variable' }], [{ by: 'variable' }]]);
  expect(await bench.database.query(`SELECT to_regclass('${HISTORY}') AS usual`)).toEqual([{ usual: null }]);
});

test('secrets in files, variables and flags are in no output', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': "SELECT '${api_token}'::integer;\n" });
  const secrets = { file: 'Secret-of-file-1', variable: 'Secret-of-variable-2', flag: 'Secret@of/flag:3' };
  const files = {
    'flyway.conf': `flyway.locations=filesystem:sql\nflyway.password=${secrets.file}\nflyway.placeholders.api_token=${secrets.variable}\n`,
  };
  const outputs = await Promise.all([
    run(bench, files, ['-X', 'info', 'migrate']),
    run(bench, files, ['-X', '-outputType=json', 'migrate']),
    run(bench, files, [`-password=${secrets.flag}`, '-user=nobody_here', '-X', 'migrate'], {
      FLYWAY_PLACEHOLDERS_API_TOKEN: secrets.variable,
    }),
    run(bench, files, [`-url=postgres://x:${encodeURIComponent(secrets.flag)}@127.0.0.1:1/x`, '-X', 'migrate']),
    run(bench, files, [`-password=${secrets.flag}`, '-tabel=x', 'migrate']),
  ]);
  const all = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(outputs.every(({ exitCode }) => exitCode === 1)).toBe(true);
  for (const secret of Object.values(secrets)) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) expect(all).not.toContain(form);
  }
});

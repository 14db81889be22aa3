import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFlyback, startFlyback } from '../support/run-flyback.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase } from '../support/test-database.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const ROUND_TRIPS_WITHOUT_WORK = 3;
const ROUND_TRIPS_BESIDES_MIGRATIONS = 8;
const RUNNERS = 20;

test('version names the version of the package', async () => {
  const { exitCode, stdout } = await runFlyback(['version']);
  expect(exitCode).toBe(0);
  expect(manifest).toMatchObject({ version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] });
});

test('help explains an error by its code', async () => {
  const help = await runFlyback(['help', 'ERR_LOCK_HELD']);
  expect(help.exitCode).toBe(0);
  expect(help.stdout).toMatch(/^ERR_LOCK_HELD\n {2}Another .*\n {2}Next: /m);
});

test('help lists the commands; an unknown command is refused', async () => {
  const help = await runFlyback(['help']);
  expect(help.exitCode).toBe(0);
  for (const command of ['migrate', 'undo', 'info', 'validate', 'repair', 'baseline', 'clean']) expect(help.stdout).toContain(command);
  expect((await runFlyback(['migrat'])).exitCode).toBe(1);
});

test('results go to stdout, errors to stderr, and JSON is one document also for an error', async () => {
  const args = ['-url=jdbc:postgresql://127.0.0.1:1/none', '-user=nobody', '-connectRetries=0', 'info'];
  const text = await runFlyback(args);
  expect(text).toMatchObject({ exitCode: 1 });
  expect(text.stderr).toMatch(/^ERROR: /m);
  const json = await runFlyback([...args, '-outputType=json']);
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toHaveProperty('error.message');
});

test('an output file that cannot be written leaves one document and exit code 1; the error of a command goes before it', async () => {
  await using database = await createTestDatabase();
  using project = createTempProject({ 'sql/V1__a.sql': 'create table a (id int);\n' });
  const args = [
    `-url=${database.jdbcUrl}`,
    `-user=${database.user}`,
    '-locations=filesystem:sql',
    '-outputType=json',
    '-outputFile=none/o.json',
  ];
  const options = { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } };
  const info = await runFlyback([...args, 'info'], options);
  expect(info.exitCode).toBe(1);
  expect(JSON.parse(info.stdout)).toMatchObject({
    error: { errorCode: 'ERROR', message: expect.stringMatching(/^Could not write to output file: /) as string },
  });
  const wrong = await runFlyback([...args, '-target=abc', 'info'], options);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { message: 'Version may only contain 0..9 and . (dot). Invalid version: abc' } });
  const written = await runFlyback([...args.slice(0, -1), '-outputFile=o.json', 'info'], options);
  expect(readFileSync(`${project.directory}/o.json`, 'utf8')).toBe(written.stdout);
});

test('a reader of the JSON that goes away is no error', async () => {
  await using database = await createTestDatabase();
  using project = createTempProject({ 'sql/V1__a.sql': 'create table a (id int);\n' });
  const args = [`-url=${database.jdbcUrl}`, `-user=${database.user}`, '-locations=filesystem:sql', '-outputType=json', 'migrate'];
  const { child, result } = startFlyback(args, { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } });
  child.stdout?.destroy();
  expect(await result).toMatchObject({ exitCode: 0, stderr: '' });
});

test('each retry of a connection says why, as Flyway does', async () => {
  const { stdout } = await runFlyback(['-url=jdbc:postgresql://127.0.0.1:1/none', '-user=nobody', '-connectRetries=1', 'info']);
  expect(stdout).toContain(
    'WARNING: Connection error: Connection to 127.0.0.1:1 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.\n' +
      '(Caused by Connection refused)\nRetrying in 1 sec...\n',
  );
});

test('a location given twice is told before and after the connection, as Flyway does', async () => {
  await using database = await createTestDatabase();
  using project = createTempProject({ 'sql/.keep': '' });
  const args = [`-url=${database.jdbcUrl}`, `-user=${database.user}`, '-locations=filesystem:sql,filesystem:sql', 'info'];
  const { stdout } = await runFlyback(args, { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } });
  expect(stdout).toMatch(
    /Discarding duplicate location 'filesystem:sql'\nDatabase: .*\nWARNING: Discarding duplicate location 'filesystem:sql'\n/,
  );
});

test('a secret is shown nowhere', async () => {
  using project = createTempProject({ 'flyway.conf': 'flyway.url=jdbc:postgresql://127.0.0.1:1/none?user=u&password=hush-hush\n' });
  for (const args of [['info'], ['info', '-X'], ['info', '-outputType=json'], ['migrate', '-password=hush-hush']]) {
    const { stdout, stderr } = await runFlyback(args, { cwd: project.directory });
    expect(stdout + stderr).not.toContain('hush-hush');
  }
});

test('round trips: few without work, one per migration with it', async () => {
  await using database = await createTestDatabase();
  await using proxy = await startTcpProxy(database);
  const count = 30;
  const files = Array.from({ length: count }, (_, i) => [`sql/V${i + 1}__step.sql`, `CREATE TABLE t${i + 1} (id integer);\n`] as const);
  using project = createTempProject(Object.fromEntries(files));
  const args = [
    `-url=jdbc:postgresql://127.0.0.1:${proxy.port}/${database.name}`,
    `-user=${database.user}`,
    '-locations=filesystem:sql',
    'migrate',
  ];
  const options = { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } };
  expect(await runFlyback(args, options)).toMatchObject({ exitCode: 0 });
  expect(proxy.counts().roundTripsAfterConnect).toBeLessThanOrEqual(count + ROUND_TRIPS_BESIDES_MIGRATIONS);
  proxy.reset();
  expect(await runFlyback(args, options)).toMatchObject({ exitCode: 0 });
  expect(proxy.counts().roundTripsAfterConnect).toBeLessThanOrEqual(ROUND_TRIPS_WITHOUT_WORK);
});

test(`${RUNNERS} runs at once apply each version once`, async () => {
  await using database = await createTestDatabase();
  using project = createTempProject({
    'sql/V1__table.sql': 'CREATE TABLE applied (version integer);\n',
    'sql/V2__row.sql': 'INSERT INTO applied VALUES (2);\n',
    'sql/V3__index.sql': 'CREATE INDEX CONCURRENTLY applied_idx ON applied (version);\n',
    'sql/V4__row.sql': 'INSERT INTO applied VALUES (4);\n',
  });
  const args = [`-url=${database.jdbcUrl}`, `-user=${database.user}`, '-locations=filesystem:sql', 'migrate'];
  const options = { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password }, timeoutMs: 120_000 };
  const runs = await Promise.all(Array.from({ length: RUNNERS }, () => runFlyback(args, options)));
  expect(runs.map(({ exitCode, stderr }) => (exitCode === 0 ? '' : stderr))).toEqual(runs.map(() => ''));
  expect(await database.query('SELECT version FROM applied ORDER BY 1')).toEqual([{ version: 2 }, { version: 4 }]);
  expect(await database.query('SELECT version, success FROM flyway_schema_history ORDER BY installed_rank')).toEqual(
    ['1', '2', '3', '4'].map((version) => ({ version, success: true })),
  );
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s in the middle of a migration: exit %i, nothing of it stays, the lock is free', async (signal, exitCode) => {
  await using database = await createTestDatabase();
  using project = createTempProject({ 'sql/V1__slow.sql': 'CREATE TABLE half (id integer);\nSELECT pg_sleep(60);\n' });
  const args = [`-url=${database.jdbcUrl}`, `-user=${database.user}`, '-locations=filesystem:sql', 'migrate'];
  const run = startFlyback(args, { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } });
  await waitFor(async () => {
    const rows = await database.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`);
    return rows.length > 0;
  });
  run.child.kill(signal);
  expect((await run.result).exitCode).toBe(exitCode);
  await waitFor(async () => {
    const rows = await database.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.length === 0;
  });
  expect(await database.query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
});

const WAIT_LIMIT_MS = 30_000;

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + WAIT_LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

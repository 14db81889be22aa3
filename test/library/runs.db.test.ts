import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  allHazards,
  baseline,
  clean,
  DatabaseError,
  type FailedMigrationError,
  FlybackError,
  HistoryError,
  info,
  type LibraryOptions,
  type Logger,
  lint,
  migrate,
  plan,
  repair,
  undo,
  validate,
  verify,
} from '../../src/index.ts';
import { createTempProject, type TempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const FILES = {
  'sql/V1__table.sql': 'CREATE TABLE thing (id integer);\n',
  'sql/V2__rows.sql': 'INSERT INTO thing VALUES (1);\n',
  'sql/U2__rows.sql': 'DELETE FROM thing;\n',
  'sql/R__view.sql': 'CREATE OR REPLACE VIEW things AS SELECT id FROM thing;\n',
};

let database: TestDatabase;
let project: TempProject;

beforeEach(async () => {
  database = await createTestDatabase();
  project = createTempProject(FILES);
});

afterEach(async () => {
  project[Symbol.dispose]();
  await database.drop();
});

const options = (more: LibraryOptions = {}): LibraryOptions => ({
  ...('connection' in more ? {} : { url: database.url }),
  workingDirectory: project.directory,
  locations: ['filesystem:sql'],
  ...more,
});

interface Recorder extends Logger {
  readonly lines: string[];
}

function recorder(): Recorder {
  const lines: string[] = [];
  return { lines, log: (level, text) => void lines.push(`${level} ${text}`) };
}

describe('results are plain data', () => {
  test('of migrate, info, undo and validate', async () => {
    const migrated = await migrate(options());
    expect(structuredClone(migrated)).toEqual({
      initialSchemaVersion: null,
      targetSchemaVersion: '2',
      warnings: [],
      migrations: [
        {
          version: '1',
          description: 'table',
          category: 'Versioned',
          type: 'SQL',
          script: 'V1__table.sql',
          filepath: `${project.directory}/sql/V1__table.sql`,
          executionTimeMs: expect.any(Number),
        },
        {
          version: '2',
          description: 'rows',
          category: 'Versioned',
          type: 'SQL',
          script: 'V2__rows.sql',
          filepath: `${project.directory}/sql/V2__rows.sql`,
          executionTimeMs: expect.any(Number),
        },
        {
          version: null,
          description: 'view',
          category: 'Repeatable',
          type: 'SQL',
          script: 'R__view.sql',
          filepath: `${project.directory}/sql/R__view.sql`,
          executionTimeMs: expect.any(Number),
        },
      ],
    });
    expect(migrated.toFlywayJson()).toMatchObject({ operation: 'migrate', migrationsExecuted: 3, success: true });

    const found = await info(options());
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      schemaVersion: '2',
      pending: 0,
      migrations: expect.arrayContaining([
        {
          version: '2',
          description: 'rows',
          category: 'Versioned',
          type: 'SQL',
          state: 'Success',
          script: 'V2__rows.sql',
          filepath: `${project.directory}/sql/V2__rows.sql`,
          checksum: expect.any(Number),
          installedRank: 2,
          installedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          installedBy: database.user,
          executionTimeMs: expect.any(Number),
          isUndoable: true,
        },
      ]),
    });
    const [row] = await database.query<{ now: Date }>('SELECT now()');
    const at = Date.parse(found.migrations[0]?.installedOn ?? '');
    expect(Math.abs(at - (row?.now.getTime() ?? 0))).toBeLessThan(60_000);

    expect(structuredClone(await undo(options()))).toEqual({
      initialSchemaVersion: '2',
      targetSchemaVersion: '1',
      undone: [
        { version: '2', description: 'rows', filepath: `${project.directory}/sql/U2__rows.sql`, executionTimeMs: expect.any(Number) },
      ],
    });

    project.write({ 'sql/V1__table.sql': 'CREATE TABLE other (id integer);\n' });
    const checked = await validate(options());
    expect(checked).toMatchObject({ isValid: false, error: { code: 'VALIDATE_ERROR' } });
    expect(checked.invalidMigrations.map(({ version, code }) => [version, code])).toContainEqual(['1', 'CHECKSUM_MISMATCH']);
    await expect(migrate(options())).rejects.toBeInstanceOf(HistoryError);

    expect(await repair(options())).toEqual({
      removed: [],
      deleted: [],
      aligned: [{ version: '1', description: 'table', script: 'V1__table.sql' }],
    });
    expect((await validate(options({ ignoreMigrationPatterns: ['*:pending'] }))).isValid).toBe(true);
  });

  test('of baseline and clean', async () => {
    await database.query('CREATE TABLE before_us (id integer)');
    expect(await baseline(options({ baselineVersion: '1' }))).toEqual({ baselineVersion: '1' });
    await expect(clean(options())).rejects.toMatchObject({ code: 'ERR_CONFIG_CONFLICT' });
    expect(await database.query("SELECT to_regclass('before_us')::text AS name")).toEqual([{ name: 'before_us' }]);
    expect(await clean(options({ cleanDisabled: false }))).toEqual({ schemasCleaned: ['public'], schemasDropped: [], warnings: [] });
    expect(await database.query("SELECT to_regclass('before_us') AS name")).toEqual([{ name: null }]);
  });
});

describe('errors', () => {
  test('of a script tell place and progress', async () => {
    project.write({ 'sql/V3__bad.sql': 'SELECT 1;\nSELECT nothing FROM thing;\n' });
    const error = await migrate(options()).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(FlybackError);
    const { code, place, json, explanation } = error as FailedMigrationError;
    expect({ code, line: place?.line, column: place?.column }).toEqual({ code: 'ERR_EXECUTE_STATEMENT', line: 2, column: 8 });
    expect(json).toMatchObject({ success: false, migrationsExecuted: 2 });
    expect(explanation).toContain('rolled back');
  });

  test('of the server and of options', async () => {
    await expect(migrate(options({ url: `${database.url}_missing` }))).rejects.toBeInstanceOf(DatabaseError);
    await expect(migrate(options({ config: { lockRetryCuont: 1 } }))).rejects.toMatchObject({ hint: 'Did you mean lockRetryCount?' });
    await expect(migrate({ workingDirectory: project.directory })).rejects.toMatchObject({ code: 'ERR_CONFIG_MISSING' });
    expect(await database.query("SELECT to_regclass('flyway_schema_history') AS name")).toEqual([{ name: null }]);
  });

  test('and log lines never hold a secret', async () => {
    const logger = recorder();
    project.write({ 'sql/V3__bad.sql': "SELECT '${api_key}'::integer;" });
    const error = (await migrate(options({ logger, placeholders: { api_key: 'hunter2hunter2' } })).catch(
      (failure: unknown) => failure,
    )) as FlybackError;
    expect(error.code).toBe('ERR_EXECUTE_STATEMENT');
    expect(`${error.message}\n${logger.lines.join('\n')}`).not.toContain('hunter2');
    const wrong = new URL(database.url);
    wrong.password = 'hunter2hunter2';
    wrong.username = 'nobody_of_this_name';
    const denied = (await migrate(options({ logger, url: wrong.href })).catch((failure: unknown) => failure)) as FlybackError;
    expect(denied).toBeInstanceOf(DatabaseError);
    expect(denied.message + logger.lines.join('\n')).not.toContain('hunter2');
  });
});

test('the logger is told what the command line would print; without one nothing is printed', async () => {
  const logger = recorder();
  await migrate(options({ logger }));
  expect(logger.lines).toContainEqual(expect.stringMatching(/^info Migrating schema "public" to version "1 - table"/));
  expect(logger.lines.join('\n')).not.toContain('\u001B');
});

describe('an AbortSignal', () => {
  const SLEEP = 'CREATE TABLE half (id integer);\nSELECT pg_sleep(60);\n';

  async function untilSleeping(): Promise<void> {
    const asleep = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while ((await database.query(asleep)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function abortInSleep(controller: AbortController): Promise<void> {
    await untilSleeping();
    controller.abort(new Error('enough'));
  }

  test('cancels the statement, which is rolled back; the client stays usable', async () => {
    project.write({ 'sql/V3__slow.sql': SLEEP });
    const client = await database.connect();
    const controller = new AbortController();
    const running = migrate(options({ connection: client, signal: controller.signal }));
    await abortInSleep(controller);
    await expect(running).rejects.toMatchObject({ code: 'ERR_EXECUTE_CANCELLED', exitCode: 130 });
    expect((await client.query('SELECT pg_sleep(0.05), 1 AS one')).rows).toEqual([{ pg_sleep: '', one: 1 }]);
    expect(await database.query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    expect(await database.query('SELECT version, success FROM flyway_schema_history ORDER BY installed_rank')).toEqual([
      { version: '1', success: true },
      { version: '2', success: true },
    ]);
    project.write({ 'sql/V3__slow.sql': 'SELECT 1;' });
    expect((await migrate(options({ connection: client }))).targetSchemaVersion).toBe('3');
  });

  test('cancels undo on a session of our own, which ends', async () => {
    await migrate(options());
    project.write({ 'sql/U2__rows.sql': 'DELETE FROM thing; SELECT pg_sleep(60);' });
    const controller = new AbortController();
    const running = undo(options({ signal: controller.signal }));
    await abortInSleep(controller);
    await expect(running).rejects.toMatchObject({ code: 'ERR_EXECUTE_CANCELLED' });
    expect(await database.query('SELECT id FROM thing')).toEqual([{ id: 1 }]);
    expect((await info(options())).schemaVersion).toBe('2');
  });

  test('that is aborted already lets nothing begin', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    await expect(migrate(options({ connection: pool, signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'ERR_EXECUTE_CANCELLED',
    });
    expect(pool.totalCount).toBe(0);
    await pool.end();
  });

  test('ends the wait for the lock of another run', async () => {
    await migrate(options({ target: '1' }));
    project.write({ 'sql/V2__rows.sql': SLEEP });
    const first = new AbortController();
    const running = migrate(options({ connection: await database.connect(), signal: first.signal }));
    await untilSleeping();
    const controller = new AbortController();
    const lines: string[] = [];
    const log: Logger['log'] = (level, text) => {
      lines.push(`${level} ${text}`);
      if (text.startsWith('Waiting for the lock')) controller.abort();
    };
    const waiting = migrate(options({ logger: { log }, signal: controller.signal }));
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_EXECUTE_CANCELLED' });
    expect(lines).toContainEqual(expect.stringMatching(/^warn Waiting for the lock.* held by pid \d+/));
    first.abort();
    await expect(running).rejects.toMatchObject({ code: 'ERR_EXECUTE_CANCELLED' });
  });
});

test('two runs at once: one applies, the other finds nothing to do', async () => {
  const results = await Promise.all([migrate(options()), migrate(options()), migrate(options())]);
  expect(results.map(({ migrations }) => migrations.length).toSorted((a, b) => a - b)).toEqual([0, 0, 3]);
});

test('no file of the library ends the process', () => {
  for (const name of ['operations', 'run-command', 'open-connection']) {
    expect(readFileSync(new URL(`../../src/surfaces/library/${name}.ts`, import.meta.url), 'utf8')).not.toMatch(
      /process\.(exit|exitCode)|console\./,
    );
  }
});

test('plan tells what is pending and changes nothing; lint needs no database', async () => {
  const planned = await plan({ ...options(), target: '1' });
  expect(planned.scripts.map(({ script, risk }) => [script, risk.category])).toEqual([
    ['V1__table.sql', 'low'],
    ['R__view.sql', 'low'],
  ]);
  expect(planned.id).toMatch(/^sha256:/u);
  expect(await database.query("SELECT 1 FROM pg_class WHERE relname IN ('thing', 'flyway_schema_history')")).toEqual([]);
  project.write({ 'sql/V3__drop.sql': 'DROP TABLE thing;\n' });
  const { locations, workingDirectory } = options();
  const linted = await lint({ locations, workingDirectory, files: ['sql/V3__drop.sql'] });
  expect(allHazards(linted).map(({ rule }) => rule)).toContain('drop-table');
});

test('verify proves the pending batch in a sandbox, on a URL and on a client of the program', async () => {
  const { lines, ...logger } = recorder();
  const wrong = await verify({ ...options({ logger }), all: true });
  expect(wrong.migrations.map(({ script, verdict }) => `${script} ${verdict}`)).toEqual([
    'V1__table.sql unproven',
    'V2__rows.sql proven',
    'R__view.sql proven',
  ]);
  expect(wrong).toMatchObject({ verdict: 'unproven', chain: { undone: 1, of: 2, stoppedAt: { version: '1', why: 'missing' } } });
  expect(lines.filter((line) => !line.startsWith('info '))).toEqual([]);
  project.write({ 'sql/U1__table.sql': 'DROP TABLE thing;\n' });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const right = await verify({ ...options({ connection: client }), whole: true, to: '2' });
  await client.end();
  expect(right).toMatchObject({ verdict: 'proven', migrations: [], base: { applied: 0 }, chain: { restored: 'exact', reup: 'ok' } });
  expect(await database.query("SELECT 1 FROM pg_class WHERE relname IN ('thing', 'flyway_schema_history')")).toEqual([]);
  await expect(verify({ ...options(), all: true, from: '1' })).rejects.toMatchObject({ code: 'ERR_CONFIG_CONFLICT' });
});

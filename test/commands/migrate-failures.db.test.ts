import { expect, test } from 'vitest';
import { runMigrate } from '../../src/commands/migrate.ts';
import { FailedRunError } from '../../src/commands/failed-run.ts';
import { configFromOptions, type ConfigOptions } from '../../src/config/load-config.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** Migrates a database with files; answers the error, null where there is none. */
async function failingMigrate(database: TestDatabase, files: Readonly<Record<string, string>>, options: ConfigOptions): Promise<unknown> {
  using project = createTempProject(files);
  const { config, cli } = configFromOptions({ url: database.url, locations: [`filesystem:${project.directory}`], ...options });
  return await runMigrate({ config, cli, log: { log: () => undefined } }).then(
    () => null,
    (error: unknown) => error,
  );
}

async function versions(database: TestDatabase): Promise<(string | null)[]> {
  const rows = await database.query<{ version: string | null }>('SELECT version FROM flyway_schema_history ORDER BY installed_rank');
  return rows.map(({ version }) => version);
}

const UNREADABLE = {
  'V1__a.sql': 'create table a (id int);\n',
  'V2__b.sql': 'vacuum;\ncreate table b (id int);\n',
  'V3__c.sql': 'create table c (id int);\n',
};

test('skipExecutingMigrations records what stands before a file that cannot be prepared', async () => {
  await using database = await createTestDatabase();
  expect(await failingMigrate(database, UNREADABLE, { skipExecutingMigrations: true })).toMatchObject({ code: 'ERR_EXECUTE_MIXED' });
  expect(await versions(database)).toEqual(['1']);
});

test('a group that skips execution records nothing when a file of it cannot be prepared', async () => {
  await using database = await createTestDatabase();
  expect(await failingMigrate(database, UNREADABLE, { skipExecutingMigrations: true, group: true })).toMatchObject({
    code: 'ERR_EXECUTE_MIXED',
  });
  expect(await versions(database)).toEqual([]);
});

test('the JSON of a mixed group blames no file and no line', async () => {
  await using database = await createTestDatabase();
  const files = { 'V1__a.sql': 'create table a (id int);\n', 'V2__b.sql': 'vacuum;\n' };
  const error = await failingMigrate(database, files, { group: true });
  expect(error).toBeInstanceOf(FailedRunError);
  expect((error as FailedRunError).json).toMatchObject({
    migrationsExecuted: 0,
    error: { errorCode: 'FAILED_VERSIONED_MIGRATION', lineNumber: null, path: null },
  });
  expect(await versions(database)).toEqual([]);
});

test('a broken callback around migrations is named when there is work, and stops nothing when there is none', async () => {
  await using database = await createTestDatabase();
  const files = { 'V1__a.sql': 'create table a (id int);\n', 'beforeEachMigrate.sql': "select '${absent}';\n" };
  const error = await failingMigrate(database, files, {});
  expect(error).toMatchObject({ code: 'ERR_EXECUTE_CALLBACK', flywayCode: 'ERROR' });
  expect((error as Error).message).toMatch(
    /^Error while executing beforeEachMigrate callback: Unable to parse statement in [^]*\$\{absent\}/,
  );
  expect(await failingMigrate(database, { 'V1__a.sql': files['V1__a.sql'] }, {})).toBeNull();
  expect(await failingMigrate(database, files, {})).toBeNull();
  expect(await failingMigrate(database, files, { group: true })).toBeNull();
});

test('with -group=true the target "next" takes the repeatables along', async () => {
  await using database = await createTestDatabase();
  const files = { 'V1__a.sql': 'create table a (id int);\n', 'V2__b.sql': 'create table b (id int);\n', 'R__r.sql': 'select 1;\n' };
  expect(await failingMigrate(database, files, { target: 'next', group: true })).toBeNull();
  expect(await versions(database)).toEqual(['1', null]);
  expect(await failingMigrate(database, files, { target: 'next' })).toBeNull();
  expect(await versions(database)).toEqual(['1', null, '2']);
});

test('the JSON of a history with a failed row blames no file and no line', async () => {
  await using database = await createTestDatabase();
  const files = { 'V1__a.sql': 'create table a (id int);\n' };
  await failingMigrate(database, files, {});
  await database.query('UPDATE flyway_schema_history SET success = false');
  const error = await failingMigrate(database, files, { validateOnMigrate: false });
  expect((error as FailedRunError).json).toMatchObject({
    error: { errorCode: 'FAILED_VERSIONED_MIGRATION', lineNumber: null, path: null },
  });
});

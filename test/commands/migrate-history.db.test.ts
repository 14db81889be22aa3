import { expect, test } from 'vitest';
import { FailedRunError } from '../../src/commands/failed-run.ts';
import { runMigrate } from '../../src/commands/migrate.ts';
import { runRepair } from '../../src/commands/repair.ts';
import { configFromOptions, type ConfigOptions } from '../../src/config/load-config.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** Runs a command on a database with files; answers its error or null. */
async function run(
  command: typeof runMigrate | typeof runRepair,
  database: TestDatabase,
  files: Readonly<Record<string, string>>,
  options: ConfigOptions = {},
): Promise<unknown> {
  using project = createTempProject(files);
  const { config, cli } = configFromOptions({ url: database.url, locations: [`filesystem:${project.directory}`], ...options });
  return await command({ config, cli, log: { log: () => undefined } }).then(
    () => null,
    (error: unknown) => error,
  );
}

async function history(database: TestDatabase): Promise<(string | boolean | null)[][]> {
  const rows = await database.query<{ version: string | null; success: boolean }>(
    'SELECT version, success FROM flyway_schema_history ORDER BY installed_rank',
  );
  return rows.map(({ version, success }) => [version, success]);
}

const LEAVES_ROLE = 'set role pg_monitor;\n';

test('a script that leaves another role behind does not keep its row from being written', async () => {
  await using database = await createTestDatabase();
  const files = {
    'V1__a.sql': LEAVES_ROLE,
    'V2__b.sql': LEAVES_ROLE,
    'V2__b.sql.conf': 'executeInTransaction=false\n',
    'V3__c.sql': 'create table c (id int);\n',
  };
  expect(await run(runMigrate, database, files)).toBeNull();
  expect(await history(database)).toEqual([
    ['1', true],
    ['2', true],
    ['3', true],
  ]);
});

test('a script that leaves another role behind and fails outside a transaction leaves its failed row', async () => {
  await using database = await createTestDatabase();
  const files = { 'V1__a.sql': `${LEAVES_ROLE}vacuum nothing_there;\n` };
  expect(await run(runMigrate, database, files, { mixed: true })).toBeInstanceOf(FailedRunError);
  expect(await history(database)).toEqual([['1', false]]);
});

test('a group without a transaction that fails lists what ran before', async () => {
  await using database = await createTestDatabase();
  const files = { 'V1__a.sql': 'create table a (id int);\n', 'V2__b.sql': 'vacuum a;\n', 'V3__c.sql': 'select nope;\n' };
  const error = await run(runMigrate, database, files, { group: true, mixed: true });
  expect(error).toBeInstanceOf(FailedRunError);
  expect((error as FailedRunError).json).toMatchObject({ migrationsExecuted: 0, migrations: [{ version: '1' }, { version: '2' }] });
});

test('a history table of another shape is named, with the position inside the query', async () => {
  await using database = await createTestDatabase();
  await database.query('CREATE TABLE flyway_schema_history (id int)');
  for (const command of [runMigrate, runRepair]) {
    const error = await run(command, database, { 'V1__a.sql': 'create table a (id int);\n' });
    expect(error).toMatchObject({
      flywayCode: 'DB_CONNECTION',
      label: 'Error while retrieving the list of applied migrations from Schema History table "public"."flyway_schema_history"',
      server: { sqlState: '42703', position: 28 },
    });
  }
});

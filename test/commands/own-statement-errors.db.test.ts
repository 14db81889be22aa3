import { expect, test } from 'vitest';
import { runMigrate } from '../../src/commands/migrate.ts';
import { runRepair } from '../../src/commands/repair.ts';
import { inFlywayWords } from '../../src/commands/script-error.ts';
import { configFromOptions, type ConfigOptions } from '../../src/config/load-config.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** The error of a command in the words it is shown with, null where it succeeds. */
async function errorOf(
  command: typeof runMigrate | typeof runRepair,
  database: TestDatabase,
  file: string,
  options: ConfigOptions = {},
): Promise<unknown> {
  using project = createTempProject({ 'V1__a.sql': file });
  const { config, cli } = configFromOptions({ url: database.url, locations: [`filesystem:${project.directory}`], ...options });
  return await command({ config, cli, log: { log: () => undefined } }).then(
    () => null,
    (error: unknown) => inFlywayWords(error, { environment: 'default', showsStatements: false }),
  );
}

const FILE = 'create table a (id int);\n';

test('a history table that cannot be made is reported as Flyway does: a script without name, the position in its own statement', async () => {
  await using database = await createTestDatabase();
  const error = await errorOf(runMigrate, database, FILE, { schemas: ['absent'], createSchemas: false });
  expect(error).toMatchObject({ flywayCode: 'DB_CONNECTION', sqlState: '3F000' });
  expect((error as Error).message).toMatch(
    /^Failed to execute script \n-+\nSQL State {2}: 3F000\n[^]*\n {2}Position: 14\nLocation {3}: {2}\(\)\nLine {7}: 1\n/,
  );
});

test('a schema that cannot be made is named', async () => {
  await using database = await createTestDatabase();
  const error = await errorOf(runMigrate, database, FILE, { schemas: ['pg_mine'] });
  expect((error as Error).message).toMatch(/^Unable to create schema "pg_mine"\n/);
});

test('a repair that the server refuses is rolled back, says what it was about, and gives the lock back', async () => {
  await using database = await createTestDatabase();
  await errorOf(runMigrate, database, FILE);
  await database.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
  const error = await errorOf(runRepair, database, `-- changed\n${FILE}`);
  expect(error).toMatchObject({ flywayCode: 'DB_CONNECTION', sqlState: '25006' });
  expect((error as Error).message).toMatch(/^Unable to repair Schema History table "public"."flyway_schema_history" for version 1\n/);
  await database.query(`BEGIN; SET TRANSACTION READ WRITE; ALTER DATABASE ${database.name} RESET default_transaction_read_only; COMMIT`);
  expect(await errorOf(runRepair, database, `-- changed\n${FILE}`, { lockRetryCount: 0 })).toBeNull();
});

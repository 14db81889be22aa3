import { expect, test } from 'vitest';
import { runMigrate } from '../../src/commands/migrate.ts';
import { configFromOptions, type ConfigOptions } from '../../src/config/load-config.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

async function migrate(database: TestDatabase, files: Readonly<Record<string, string>>, options: ConfigOptions = {}): Promise<void> {
  using project = createTempProject(files);
  const { config, cli } = configFromOptions({ url: database.url, locations: [`filesystem:${project.directory}`], ...options });
  await runMigrate({ config, cli, log: { log: () => undefined } });
}

const NOTE =
  "create table noted as select current_setting('search_path') as path, current_setting('transaction_isolation') as isolation;\n";

async function noted(database: TestDatabase, schema: string): Promise<unknown> {
  const [row] = await database.query(`SELECT path, isolation FROM ${schema}.noted`);
  return row;
}

test('the default schema stands before the path that the server gave, spelled as Flyway spells it', async () => {
  await using database = await createTestDatabase();
  await migrate(database, { 'V1__a.sql': NOTE }, { schemas: ['app'] });
  expect(await noted(database, 'app')).toMatchObject({ path: '"app","$user", public' });
});

test('a path that begins with the default schema is left as it is, also after a script has set another', async () => {
  await using database = await createTestDatabase();
  await database.query(`CREATE SCHEMA app; ALTER DATABASE ${database.name} SET search_path = app,public`);
  await migrate(
    database,
    { 'V1__a.sql': 'set search_path = public;\n', 'V2__b.sql': NOTE },
    { url: `${database.url}?options=-csearch_path%3Dapp,public` },
  );
  expect(await noted(database, 'app')).toMatchObject({ path: 'app,public' });
});

test.each([
  'set transaction isolation level serializable;\n',
  'begin isolation level serializable;\n',
  '-- first\nSET LOCAL TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n',
])('a script may set the mode of its transaction: %j', async (first) => {
  await using database = await createTestDatabase();
  const isOpen = first.startsWith('begin');
  await migrate(database, { 'V1__a.sql': `${isOpen ? 'commit;\n' : ''}${first}${NOTE}` }, { schemas: ['app'] });
  expect(await noted(database, 'app')).toMatchObject({ isolation: 'serializable' });
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { databaseSnapshot } from '../support/database-snapshot.ts';
import type { RunResult } from '../support/run-flyback.ts';
import { runFlyback } from '../support/run-flyback.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { createTestDatabase } from '../support/test-database.ts';

const SHOP = fileURLToPath(new URL('../../examples/shop', import.meta.url));
const VERSIONS = 14;

function run(database: TestDatabase, ...args: string[]): Promise<RunResult> {
  const target = [`-url=${database.jdbcUrl}`, `-user=${database.user}`, '-flyback.progress=never'];
  return runFlyback([...target, ...args], { cwd: SHOP, env: { FLYWAY_PASSWORD: database.password } });
}

async function expectOk(run: Promise<RunResult>): Promise<string> {
  const { exitCode, stdout, stderr } = await run;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

test('the example goes up, and each undo takes back exactly its version', async () => {
  await using database = await createTestDatabase();
  const states: (readonly string[])[] = [];
  for (let version = 1; version <= VERSIONS; version++) {
    // Without repeatable migrations in between, which run with every target.
    await expectOk(run(database, 'migrate', `-target=${version}`, '-repeatableSqlMigrationPrefix=NONE'));
    states.push(await databaseSnapshot(database));
  }
  for (let version = VERSIONS; version > 1; version--) {
    expect(await databaseSnapshot(database)).toEqual(states[version - 1]);
    await expectOk(run(database, 'undo'));
  }
  expect(await databaseSnapshot(database)).toEqual(states[0]);
  await expectOk(run(database, 'undo'));
  expect((await databaseSnapshot(database)).filter((object) => !object.includes('flyway_schema_history'))).toEqual([]);
});

test('everything up, everything undone, everything up again: the same schema and rows', async () => {
  await using database = await createTestDatabase();
  expect(await expectOk(run(database, 'migrate'))).toContain('Successfully applied 16 migrations');
  const first = await databaseSnapshot(database);
  for (let i = 0; i < VERSIONS; i++) await expectOk(run(database, 'undo'));
  await expectOk(run(database, 'migrate'));
  expect(await databaseSnapshot(database)).toEqual(first);
  await expectOk(run(database, 'validate'));
  expect(await expectOk(run(database, 'migrate'))).toContain('is up to date');
});

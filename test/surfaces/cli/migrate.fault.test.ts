import { expect, test } from 'vitest';
import { runFlyback, startFlyback } from '../../support/run-flyback.ts';
import type { RunOptions } from '../../support/run-flyback.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { createTempProject } from '../../support/temp-project.ts';
import type { TestDatabase } from '../../support/test-database.ts';
import { createTestDatabase } from '../../support/test-database.ts';

// Every kind of step: transactional, without a transaction, COPY, several statements.
const FILES = {
  'sql/V1__table.sql': 'CREATE TABLE applied (version integer NOT NULL);\nINSERT INTO applied VALUES (1);\n',
  'sql/V2__copy.sql': 'COPY applied (version) FROM stdin;\n2\n\\.\n',
  'sql/V3__index.sql': 'CREATE INDEX CONCURRENTLY IF NOT EXISTS applied_idx ON applied (version);\n',
  'sql/V4__rows.sql': 'INSERT INTO applied VALUES (4);\nALTER TABLE applied ADD COLUMN note text;\n',
  'sql/R__view.sql': 'CREATE OR REPLACE VIEW applied_count AS SELECT count(*) FROM applied;\n',
};
const MESSAGES_LIMIT = 200;
const LOCK_LIMIT_MS = 20_000;

function argsFor(database: TestDatabase, port: number): string[] {
  const url = `jdbc:postgresql://127.0.0.1:${port}/${database.name}`;
  // On a busy machine a migration may take so long that a progress line is due.
  return [`-url=${url}`, `-user=${database.user}`, '-locations=filesystem:sql', '-flyback.progress=never'];
}

async function expectConverged(database: TestDatabase, options: RunOptions): Promise<void> {
  // The server notices a lost client only when it next talks to it: until then its session holds the lock.
  await waitForFreeLock(database);
  const args = argsFor(database, database.port);
  const again = await runFlyback([...args, 'migrate'], options);
  expect({ exitCode: again.exitCode, stderr: again.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(await database.query('SELECT version FROM applied ORDER BY 1')).toEqual([{ version: 1 }, { version: 2 }, { version: 4 }]);
  const history = await database.query('SELECT version, success FROM flyway_schema_history ORDER BY version NULLS LAST');
  expect(history).toEqual(['1', '2', '3', '4', null].map((version) => ({ version, success: true })));
  expect(await database.query('SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid')).toEqual([]);
  await waitForFreeLock(database);
  expect((await runFlyback([...args, 'validate'], options)).exitCode).toBe(0);
}

async function waitForFreeLock(database: TestDatabase): Promise<void> {
  const held = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const limit = Date.now() + LOCK_LIMIT_MS;
  while ((await database.query(held)).length > 0) {
    if (Date.now() > limit) throw new Error('the advisory lock stays held');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// The Nth message to the server meets the fault, N = 1, 2, ... until a run has fewer messages than that and ends clean.
async function untilClean(runWithFault: (database: TestDatabase, n: number) => Promise<boolean>): Promise<number> {
  for (let n = 1; n <= MESSAGES_LIMIT; n++) {
    await using database = await createTestDatabase();
    if (!(await runWithFault(database, n))) return n;
  }
  throw new Error(`a run of ${MESSAGES_LIMIT} messages`);
}

test('a connection lost at any message: the next run puts things right', async () => {
  using project = createTempProject(FILES);
  const clean = await untilClean(async (database, n) => {
    const options = { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } };
    await using proxy = await startTcpProxy(database);
    let sent = 0;
    proxy.watch(() => ++sent !== n);
    const run = await runFlyback([...argsFor(database, proxy.port), '-connectRetries=0', 'migrate'], options);
    if (sent < n) {
      expect(run.exitCode).toBe(0);
      return false;
    }
    expect(run.hasTimedOut).toBe(false);
    await expectConverged(database, options);
    return true;
  });
  expect(clean).toBeGreaterThan(Object.keys(FILES).length);
});

test('killed at any message: the next run puts things right', async () => {
  using project = createTempProject(FILES);
  const clean = await untilClean(async (database, n) => {
    const options = { cwd: project.directory, env: { FLYWAY_PASSWORD: database.password } };
    await using proxy = await startTcpProxy(database);
    let sent = 0;
    let kill = (): void => undefined;
    proxy.watch(() => {
      if (++sent === n) kill();
      return true;
    });
    const run = startFlyback([...argsFor(database, proxy.port), 'migrate'], options);
    kill = () => run.child.kill('SIGKILL');
    const { exitCode } = await run.result;
    if (sent < n) {
      expect(exitCode).toBe(0);
      return false;
    }
    await expectConverged(database, options);
    return true;
  });
  expect(clean).toBeGreaterThan(Object.keys(FILES).length);
});

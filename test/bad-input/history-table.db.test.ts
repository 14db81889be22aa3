import { describe, expect, test } from 'vitest';
import { baseline, DatabaseError, info, migrate, repair, undo, validate } from '../../src/index.ts';
import { startFlyback } from '../support/run-flyback.ts';
import { createWorkbench, failureOf, HISTORY, type Workbench } from './workbench.ts';

const FILES = {
  'V1__one.sql': 'CREATE TABLE one (id integer);\n',
  'V2__two.sql': 'CREATE TABLE two (id integer);\n',
  'U2__two.sql': 'DROP TABLE two;\n',
};
const NEXT = { 'sql/V3__three.sql': 'CREATE TABLE three (id integer);\n' };

/** A database at version 2 whose history is then spoilt, with version 3 to come. */
async function spoilt(sql: string): Promise<Workbench> {
  const bench = await createWorkbench(FILES);
  await migrate(bench.options());
  await bench.database.query(sql);
  bench.project.write(NEXT);
  return bench;
}

describe.each([
  ['dropped', `DROP TABLE ${HISTORY}`],
  ['renamed', `ALTER TABLE ${HISTORY} RENAME TO elsewhere`],
  ['moved to another schema', `CREATE SCHEMA other; ALTER TABLE ${HISTORY} SET SCHEMA other`],
  ['replaced by a view', `ALTER TABLE ${HISTORY} RENAME TO elsewhere; CREATE VIEW ${HISTORY} AS TABLE elsewhere`],
])('a history that is %s', (_what, sql) => {
  test('is not begun anew over what is there', async () => {
    await using bench = await spoilt(sql);
    const before = await bench.contents();
    expect((await failureOf(migrate(bench.options()))).code).toBe('ERR_HISTORY_NON_EMPTY_SCHEMA');
    expect((await info(bench.options())).migrations.map(({ state }) => state)).toEqual(['Pending', 'Pending', 'Pending']);
    expect((await undo(bench.options())).undone).toEqual([]);
    expect(await bench.contents()).toEqual(before);
  });
});

test('a history in another schema is found by its schema', async () => {
  await using bench = await spoilt(`CREATE SCHEMA other; ALTER TABLE ${HISTORY} SET SCHEMA other`);
  expect((await migrate(bench.options({ defaultSchema: 'other' }))).targetSchemaVersion).toBe('3');
});

test('additional columns do not matter, their values stay', async () => {
  await using bench = await spoilt(`ALTER TABLE ${HISTORY} ADD note text DEFAULT 'mine', ADD seen timestamptz NOT NULL DEFAULT now()`);
  expect((await migrate(bench.options())).targetSchemaVersion).toBe('3');
  expect(await bench.database.query(`SELECT count(*)::int AS n FROM ${HISTORY} WHERE note = 'mine'`)).toEqual([{ n: 3 }]);
});

test.each([
  [
    'a column is missing',
    `ALTER TABLE ${HISTORY} DROP COLUMN execution_time`,
    { code: 'ERR_DB_QUERY', sqlState: '42703', hint: expect.stringContaining('column') },
  ],
  [
    'it is another table',
    `DROP TABLE ${HISTORY}; CREATE TABLE ${HISTORY} (id integer)`,
    { code: 'ERR_DB_QUERY', sqlState: '42703', hint: expect.stringContaining('column') },
  ],
  [
    'a version is none',
    `UPDATE ${HISTORY} SET version = 'next' WHERE version = '2'`,
    { code: 'ERR_HISTORY_CORRUPT', hint: expect.stringContaining('installed_rank 2') },
  ],
  [
    'a type is unknown',
    `UPDATE ${HISTORY} SET type = 'MAGIC' WHERE version = '1'`,
    { code: 'ERR_HISTORY_CORRUPT', hint: expect.stringContaining('installed_rank 1') },
  ],
])('nothing is done when %s', async (_what, sql, expected) => {
  await using bench = await spoilt(sql);
  const before = await bench.contents();
  for (const command of [migrate, info, validate, undo, repair]) expect(await failureOf(command(bench.options()))).toMatchObject(expected);
  expect(await bench.contents()).toEqual(before);
});

test('duplicate ranks are read as they are, new rows get higher ones', async () => {
  await using bench = await spoilt(`ALTER TABLE ${HISTORY} DROP CONSTRAINT ${HISTORY}_pk; UPDATE ${HISTORY} SET installed_rank = 1`);
  expect((await migrate(bench.options())).migrations.map(({ version }) => version)).toEqual(['3']);
  expect(await bench.database.query(`SELECT version, installed_rank AS rank FROM ${HISTORY} ORDER BY 2, 1`)).toEqual([
    { version: '1', rank: 1 },
    { version: '2', rank: 1 },
    { version: '3', rank: 2 },
  ]);
});

test('a failed row stops migrate until repair', async () => {
  await using bench = await spoilt(`UPDATE ${HISTORY} SET success = false WHERE version = '2'; DROP TABLE two`);
  const before = await bench.contents();
  expect((await failureOf(migrate(bench.options()))).code).toBe('ERR_HISTORY_VALIDATE');
  expect((await failureOf(migrate(bench.options({ validateOnMigrate: false })))).code).toBe('ERR_HISTORY_FAILED_ROW');
  expect(await bench.contents()).toEqual(before);
  expect((await repair(bench.options())).removed.map(({ version }) => version)).toEqual(['2']);
  expect((await migrate(bench.options())).migrations.map(({ version }) => version)).toEqual(['2', '3']);
});

test('a NULL checksum is equal to any, and repair fills it', async () => {
  await using bench = await spoilt(`UPDATE ${HISTORY} SET checksum = NULL`);
  expect((await validate(bench.options({ ignoreMigrationPatterns: ['*:pending'] }))).isValid).toBe(true);
  expect((await migrate(bench.options())).targetSchemaVersion).toBe('3');
  expect((await repair(bench.options())).aligned.map(({ version }) => version)).toEqual(['1', '2']);
  expect(await bench.database.query(`SELECT count(checksum)::int AS n FROM ${HISTORY}`)).toEqual([{ n: 3 }]);
});

describe('a history of another owner', () => {
  async function withRole(grants: string, run: (bench: Workbench, url: string) => Promise<void>): Promise<void> {
    await using bench = await spoilt('SELECT 1');
    const role = `role_of_${bench.database.name}`;
    await bench.database.query(
      `CREATE ROLE ${role} LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO ${role}; ${grants.replaceAll(':role', role)}`,
    );
    const url = new URL(bench.database.url);
    url.username = role;
    try {
      await run(bench, url.href);
    } finally {
      await bench.database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  }

  test('that may not be read says so', () =>
    withRole('', async (bench, url) => {
      const before = await bench.contents();
      for (const command of [migrate, info, validate, undo, repair, baseline]) {
        expect(await failureOf(command(bench.options({ url })))).toMatchObject({
          code: 'ERR_DB_PRIVILEGE',
          sqlState: '42501',
          message: expect.stringContaining(HISTORY),
        });
      }
      expect(await bench.contents()).toEqual(before);
    }));

  test('that may only be read rolls the migration back', () =>
    withRole(`GRANT SELECT ON ${HISTORY} TO :role`, async (bench, url) => {
      const before = await bench.contents();
      expect((await info(bench.options({ url }))).pending).toBe(1);
      const failure = await failureOf(migrate(bench.options({ url })));
      expect(failure).toBeInstanceOf(DatabaseError);
      expect(failure).toMatchObject({ code: 'ERR_DB_PRIVILEGE', sqlState: '42501' });
      expect(await bench.contents()).toEqual(before);
    }));
});

describe('a history that somebody has locked', () => {
  test.each([info, validate, migrate, undo, repair])('is not waited for in silence by %o', async (command) => {
    await using bench = await spoilt('SELECT 1');
    const other = await bench.database.connect();
    await other.query(`BEGIN; LOCK TABLE ${HISTORY} IN ACCESS EXCLUSIVE MODE`);
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const failure = await failureOf(command(bench.options({ lockRetryCount: 0, ignoreMigrationPatterns: ['*:pending'] })));
    const pid = `pid ${rows[0]?.pid}`;
    expect(failure).toMatchObject({ code: 'ERR_LOCK_TIMEOUT', message: expect.stringContaining(pid) });
    expect(bench.lines.filter((line) => line.startsWith('warn Waiting for Schema History table'))).toEqual([expect.stringContaining(pid)]);
    await other.query('ROLLBACK');
    expect((await migrate(bench.options())).targetSchemaVersion).toBe('3');
  });

  test('is used as soon as it is free', async () => {
    await using bench = await spoilt('SELECT 1');
    const other = await bench.database.connect();
    await other.query(`BEGIN; LOCK TABLE ${HISTORY} IN ACCESS EXCLUSIVE MODE`);
    const run = startFlyback(bench.args('migrate'));
    await run.seen(/WARNING: Waiting for Schema History table/);
    await other.query('COMMIT');
    const { exitCode, stdout } = await run.result;
    expect({ exitCode, isDone: stdout.includes('now at version v3') }).toEqual({ exitCode: 0, isDone: true });
  });
});

test('rows that another runner adds while this one waits are not applied again', async () => {
  await using bench = await spoilt('SELECT 1');
  const results = await Promise.all([1, 2, 3, 4].map(() => migrate(bench.options())));
  expect(results.flatMap(({ migrations }) => migrations.map(({ version }) => version))).toEqual(['3']);
  expect(await bench.database.query(`SELECT installed_rank AS rank FROM ${HISTORY} ORDER BY 1`)).toEqual([
    { rank: 1 },
    { rank: 2 },
    { rank: 3 },
  ]);
});

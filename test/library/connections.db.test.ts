import pg from 'pg';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, DatabaseError, FlybackError, info, type LibraryOptions, migrate, undo } from '../../src/index.ts';
import { createTempProject, type TempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const FILES = {
  'sql/V1__table.sql': 'CREATE TABLE thing (id integer);\nINSERT INTO thing VALUES (1);\n',
  'sql/V2__copy.sql': 'COPY thing FROM stdin;\n2\n3\n\\.\n',
  'sql/V3__index.sql': 'CREATE INDEX CONCURRENTLY thing_id ON thing (id);\n',
  'sql/U3__index.sql': 'DROP INDEX CONCURRENTLY thing_id;\n',
};
const ALL = ['1', '2', '3'];

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
  workingDirectory: project.directory,
  locations: ['filesystem:sql'],
  ...more,
});

/** What migrate, undo and info do with a connection. */
async function work(connection: LibraryOptions['connection']): Promise<object> {
  const { migrations } = await migrate(options({ connection }));
  const [rows] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM thing');
  const [index] = await database.query<{ isValid: boolean }>(
    `SELECT indisvalid AS "isValid" FROM pg_index WHERE indexrelid = 'thing_id'::regclass`,
  );
  const { undone } = await undo(options({ connection }));
  const states = (await info(options({ connection }))).migrations.map(({ state }) => state);
  return {
    applied: migrations.map(({ version }) => version),
    rows: rows?.n,
    isValid: index?.isValid,
    undone: undone.map(({ version }) => version),
    states,
  };
}

const DONE = { applied: ALL, rows: 3, isValid: true, undone: ['3'], states: ['Success', 'Success', 'Undone', 'Pending'] };

describe('a connection can be', () => {
  test('a URL', async () => {
    expect(await work(database.url)).toEqual(DONE);
  });

  test('a Pool of pg, even of one client', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    expect(await work(pool)).toEqual(DONE);
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('a Client of pg', async () => {
    expect(await work(await database.connect())).toEqual(DONE);
  });

  test('a client of a pool', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    const client = await pool.connect();
    expect(await work(client)).toEqual(DONE);
    client.release();
    await pool.end();
  });

  test('a Client of pg that is connecting', async () => {
    const client = new pg.Client({ connectionString: database.url });
    const connecting = client.connect();
    expect(await work(client)).toEqual(DONE);
    await connecting;
    await client.end();
  });

  test('an instance of postgres, whose options are taken over', async () => {
    const sql = postgres(database.url, { max: 1, connection: { search_path: 'public, pg_catalog' } });
    expect(await work(sql)).toEqual(DONE);
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    await sql.end();
  });

  test('what DATABASE_URL says, when the environment is asked', async () => {
    const before = process.env['DATABASE_URL'];
    process.env['DATABASE_URL'] = database.url;
    try {
      await expect(migrate(options())).rejects.toMatchObject({ code: 'ERR_CONFIG_MISSING' });
      expect((await migrate(options({ useEnvironment: true }))).migrations).toHaveLength(3);
    } finally {
      if (before === undefined) delete process.env['DATABASE_URL'];
      else process.env['DATABASE_URL'] = before;
    }
  });

  test('what a named file says; files in the usual places are not read', async () => {
    project.write({
      'deploy.conf': `flyway.url=${database.url}\nflyway.locations=filesystem:sql\nflyway.table=named\n`,
      'flyway.conf': 'flyway.table=usual\n',
    });
    const { workingDirectory } = options();
    expect((await migrate({ workingDirectory, configFiles: ['deploy.conf'] })).migrations).toHaveLength(3);
    expect(await database.query("SELECT to_regclass('named')::text AS named, to_regclass('usual') AS usual")).toEqual([
      { named: 'named', usual: null },
    ]);
  });
});

describe('a borrowed client is left as it was', () => {
  const STATE = `SELECT name, setting FROM pg_settings WHERE context IN ('user', 'superuser')
    UNION ALL SELECT 'role', current_setting('role') UNION ALL SELECT 'user', session_user ORDER BY 1`;
  const CHANGES = {
    'sql/V4__settings.sql': `SET search_path = pg_catalog; SET work_mem = '77MB'; SET statement_timeout = '1h'; SET TIME ZONE 'Asia/Tokyo'; SET standard_conforming_strings = off;`,
    'sql/V5__roles.sql': 'CREATE ROLE :name; SET ROLE :name;',
  };

  async function expectSame(run: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = await database.connect();
    await client.query(`SET search_path = 'odd "name"', public; SET statement_timeout = '12345ms'; SET row_security = off; SET synchronous_commit = off;
      SET DateStyle = 'German'; SET TIME ZONE 'America/New_York'; SET lock_timeout = '3s'; SET app.who = 'me'`);
    const listeners = listenersOf(client);
    const before = (await client.query(STATE)).rows;
    const state = before.filter(({ name }) => name !== 'application_name');
    await run(client);
    expect((await client.query(STATE)).rows.filter(({ name }) => name !== 'application_name')).toEqual(state);
    expect((await client.query("SELECT current_setting('app.who') AS app, pg_current_xact_id_if_assigned() AS xact")).rows).toEqual([
      { app: 'me', xact: null },
    ]);
    expect(
      await database.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = ${String((client as unknown as { processID: number }).processID)}`,
      ),
    ).toEqual([]);
    expect(listenersOf(client)).toEqual(listeners);
  }

  function listenersOf(client: pg.Client): readonly number[] {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    const counts = (emitter: NodeJS.EventEmitter): number[] => emitter.eventNames().map((name) => emitter.listenerCount(name));
    return [...counts(client), ...counts(connection)];
  }

  test('by migrations that change settings and roles', async () => {
    const role = `flyback_role_${database.name}`;
    project.write(Object.fromEntries(Object.entries(CHANGES).map(([path, text]) => [path, text.replaceAll(':name', role)])));
    try {
      await expectSame(async (client) => {
        expect((await migrate(options({ connection: client, schemas: ['public'] }))).migrations).toHaveLength(5);
      });
    } finally {
      await database.query(`DROP ROLE ${role}`);
    }
  });

  test('by a migration that fails', () =>
    expectSame(async (client) => {
      project.write({ 'sql/V4__bad.sql': "SET work_mem = '77MB'; SELECT nothing;" });
      await expect(migrate(options({ connection: client, schemas: ['public'] }))).rejects.toMatchObject({ code: 'ERR_EXECUTE_STATEMENT' });
    }));

  test('by a script that leaves a transaction open', () =>
    expectSame(async (client) => {
      project.write({
        'sql/V4__open.sql': 'BEGIN; CREATE TABLE left_open (id integer);',
        'sql/V4__open.sql.conf': 'executeInTransaction=false',
      });
      expect((await migrate(options({ connection: client, schemas: ['public'] }))).targetSchemaVersion).toBe('4');
      // The history row is written with a COMMIT of its own, which ends what the script began.
      expect(await database.query("SELECT to_regclass('left_open')::text AS name")).toEqual([{ name: 'left_open' }]);
    }));

  test('by info, undo and a wrong configuration', () =>
    expectSame(async (client) => {
      await info(options({ connection: client, schemas: ['public'] }));
      await expect(undo(options({ connection: client, target: 'rubbish', schemas: ['public'] }))).rejects.toBeInstanceOf(FlybackError);
      await expect(migrate(options({ connection: client, config: { tabel: 'x' } }))).rejects.toBeInstanceOf(ConfigError);
    }));

  test('also when its queries may take no more than a millisecond', async () => {
    const client = await database.connect();
    await client.query("SET statement_timeout = '1ms'");
    expect((await migrate(options({ connection: client }))).migrations).toHaveLength(3);
    await client.query('SET statement_timeout = 0');
  });

  test('a query_timeout of the client does not end a long migration', async () => {
    project.write({ 'sql/V4__slow.sql': 'SELECT pg_sleep(0.6);' });
    const client = new pg.Client({ connectionString: database.url, query_timeout: 300 });
    await client.connect();
    expect((await migrate(options({ connection: client }))).migrations).toHaveLength(4);
    await expect(client.query('SELECT pg_sleep(2)')).rejects.toThrow('Query read timeout');
    await client.end();
  });
});

describe('refused are', () => {
  const refused = (connection: unknown): Promise<unknown> =>
    migrate(options({ connection: connection as pg.Client })).catch((error: unknown) => error);

  test('a Client inside a transaction, which stays open', async () => {
    const client = await database.connect();
    await client.query('BEGIN; CREATE TABLE mine (id integer)');
    expect(await refused(client)).toMatchObject({ code: 'ERR_CONFIG_CONFLICT' });
    expect((await client.query('SELECT count(*)::int AS n FROM mine')).rows).toEqual([{ n: 0 }]);
    await client.query('ROLLBACK');
    expect(await database.query("SELECT to_regclass('mine') AS mine")).toEqual([{ mine: null }]);
  });

  test('a Client that is not connected, one that was closed, one in pipeline mode', async () => {
    expect(await refused(new pg.Client({ connectionString: database.url }))).toMatchObject({ code: 'ERR_CONFIG_INVALID' });
    const closed = new pg.Client({ connectionString: database.url });
    await closed.connect();
    await closed.end();
    expect(await refused(closed)).toMatchObject({ code: 'ERR_DB_LOST' });
    const piped = Object.assign(await database.connect(), { pipeline: true });
    expect(await refused(piped)).toMatchObject({ code: 'ERR_CONFIG_INVALID' });
  });

  test.each([null, 5, {}, [], () => 1])('%s', async (connection) => {
    expect(await refused(connection)).toMatchObject({ code: 'ERR_CONFIG_INVALID', hint: expect.stringContaining('Pool') });
  });

  test('a connection beside a url', async () => {
    await expect(migrate(options({ url: database.url, connection: database.url }))).rejects.toMatchObject({ code: 'ERR_CONFIG_CONFLICT' });
  });

  test('a pool whose server is not there', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
    const error = await refused(pool);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code: 'ERR_DB_UNREACHABLE' });
    await pool.end();
  });
});

test('a pool gets no broken client back', async () => {
  project.write({ 'sql/V4__end.sql': 'SELECT pg_terminate_backend(pg_backend_pid());' });
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  pool.on('error', () => undefined);
  await expect(migrate(options({ connection: pool }))).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_/) });
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

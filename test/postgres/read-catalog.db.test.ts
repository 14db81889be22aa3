import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { worldFromCatalog } from '../../src/analyze/world/from-catalog.ts';
import { World } from '../../src/analyze/world/world.ts';
import type { Catalog, CatalogRelation } from '../../src/model/catalog.ts';
import { readCatalog } from '../../src/postgres/read-catalog.ts';
import { Session, type PgClient } from '../../src/postgres/session.ts';
import { loadParser } from '../../src/syntax/parse.ts';
import { createTestDatabase, serverMajor, type TestDatabase } from '../support/test-database.ts';
import { interpretAlone, statementsOf } from '../support/truth/predict.ts';
import { differences } from '../support/truth/world-facts.ts';

const EVERY_KIND = readFileSync(fileURLToPath(new URL('every-kind.sql', import.meta.url)), 'utf8');

let database: TestDatabase;
let catalog: Catalog;

beforeAll(async () => {
  await loadParser();
  database = await createTestDatabase();
  await database.query(EVERY_KIND);
  await database.query('ANALYZE');
  catalog = await read(database);
});

afterAll(() => database.drop());

async function read(target: TestDatabase, settings: string = '', user: string = target.user): Promise<Catalog> {
  const client = new pg.Client({ host: target.host, port: target.port, database: target.name, user, password: target.password });
  await client.connect();
  try {
    if (settings !== '') await client.query(settings);
    return await readCatalog(Session.adopt(client as unknown as PgClient));
  } finally {
    await client.end();
  }
}

function relation(from: Catalog, name: string): CatalogRelation {
  const found = from.relations.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${name} was not read`);
  return found;
}

test('the world of the catalog is the one that the text makes', async () => {
  const world = new World({ majorVersion: await serverMajor(), isOpen: true });
  interpretAlone(world, statementsOf(EVERY_KIND));
  expect(differences(world, worldFromCatalog(catalog))).toEqual([]);
});

test('the catalog is a plain document', () => {
  expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  expect(catalog.unreadable).toEqual([]);
});

test('sizes tell empty tables from others', () => {
  expect(relation(catalog, 'accounts')).toMatchObject({ rows: 500, hasToast: true });
  expect(relation(catalog, 'accounts').bytes).toBeGreaterThan(8192);
  expect(relation(catalog, 'queue')).toMatchObject({ bytes: 0, persistence: 'u' });
  const world = worldFromCatalog(catalog);
  expect(world.findRelation('accounts', 'app')?.population).toBe('populated');
  expect(world.findRelation('queue', 'app')?.population).toBe('empty');
  expect(world.findRelation('events', 'app')?.population).toBe('empty');
});

describe('definitions name everything with its schema, so that no search path changes them', () => {
  test.each(['public', 'app, public', '"$user", app'])('%s', async (path) => {
    const read = await readWith(`SET search_path = ${path}`);
    expect(relation(read, 'rich').definition).toMatch(/FROM app\.accounts/);
    expect(relation(read, 'accounts').columns.find(({ name }) => name === 'score')?.defaultExpression).toBe('app.twice(21)');
    expect(read.indexes.find(({ predicate }) => predicate !== null)?.predicate).toBe("(mood = 'happy'::app.mood)");
  });
});

function readWith(settings: string): Promise<Catalog> {
  return read(database, settings);
}

test('settings are those of the session, not those of the reading', async () => {
  const read = await readWith(
    'SET TimeZone = \'Europe/Paris\'; SET search_path = app, "No Such", public; SET session_replication_role = replica',
  );
  expect(read.settings).toMatchObject({
    TimeZone: 'Europe/Paris',
    session_replication_role: 'replica',
    search_path: 'app, "No Such", public',
  });
  expect(read.searchPath).toEqual(['app', 'public']);
  expect(worldFromCatalog(read).session).toMatchObject({
    timeZone: 'Europe/Paris',
    replicationRole: 'replica',
    searchPath: ['app', 'No Such', 'public'],
  });
});

test('one round trip, in a transaction that leaves nothing behind', async () => {
  const client = await database.connect();
  const session = Session.adopt(client as unknown as PgClient);
  session.noteParameter('server_version', String((await client.query('SHOW server_version')).rows[0]?.server_version));
  await readCatalog(session);
  expect(session.roundTrips).toBe(1);
  expect(session.transactionStatus).toBe('I');
  const { rows } = await client.query(
    "SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS timeout, (SELECT count(*)::int FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384) AS locks",
  );
  expect(rows).toEqual([{ path: '"$user", public', timeout: '0', locks: 0 }]);
});

describe('a table that another session has locked', () => {
  test.each([
    ['held', false],
    ['waited for', true],
  ])('%s: nobody waits, and what could not be read is said', async (_name, isQueued) => {
    const others = [await database.connect(), await database.connect()] as const;
    await others[0].query(`BEGIN; LOCK TABLE app.accounts IN ${isQueued ? 'ACCESS SHARE' : 'ACCESS EXCLUSIVE'} MODE`);
    const queued = isQueued ? others[1].query('BEGIN; LOCK TABLE app.accounts IN ACCESS EXCLUSIVE MODE') : Promise.resolve();
    if (isQueued) await untilQueued();
    try {
      const seen = await read(database);
      expect(seen.unreadable).toEqual(
        expect.arrayContaining(['app.accounts: locked by another session', 'app.rich: locked by another session']),
      );
      expect(seen.unreadable).not.toContain('app.queue: locked by another session');
      const accounts = relation(seen, 'accounts');
      expect(accounts).toMatchObject({ bytes: null, rows: 500 });
      expect(accounts.columns.find(({ name }) => name === 'doubled')?.defaultExpression).toBeNull();
      expect(accounts.columns.find(({ name }) => name === 'score')?.defaultExpression).toBe('app.twice(21)');
      expect(relation(seen, 'rich').definition).toBeNull();
      expect(relation(seen, 'richest').definition).not.toBeNull();
      expect(worldFromCatalog(seen).findRelation('accounts', 'app')?.population).toBe('populated');
    } finally {
      await others[0].query('ROLLBACK');
      await queued;
      await others[1].query('ROLLBACK');
    }
  });
});

async function untilQueued(): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted');
    if (row !== undefined && row.n > 0) return;
  }
}

test('a role without rights reads the same, but for catalogs that an administrator closed to it', async () => {
  await using own = await createTestDatabase();
  await own.query(EVERY_KIND);
  const role = `reader_${process.pid}`;
  await own.query(`CREATE ROLE ${role} LOGIN`);
  try {
    const all = await read(own, '', role);
    expect(all.isSuperuser).toBe(false);
    expect(all.unreadable).toEqual([]);
    expect(relation(all, 'accounts').bytes).toBeGreaterThan(0);
    await own.query('REVOKE SELECT ON pg_catalog.pg_event_trigger, pg_catalog.pg_cast FROM public');
    const less = await read(own, '', role);
    expect([...less.unreadable].toSorted()).toEqual([
      'pg_catalog.pg_cast: permission denied',
      'pg_catalog.pg_event_trigger: permission denied',
    ]);
    expect(less.eventTriggers).toEqual([]);
    expect(less.relations.length).toBe(all.relations.length);
  } finally {
    await own.query(`DROP ROLE ${role}`);
  }
});

test('a lock that it could not know of is not waited for', async () => {
  await using own = await createTestDatabase();
  const role = `blind_${process.pid}`;
  await own.query(`CREATE ROLE ${role} LOGIN; CREATE TABLE t (id integer); REVOKE SELECT ON pg_catalog.pg_locks FROM public`);
  const other = await own.connect();
  await other.query('BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE');
  try {
    await expect(read(own, '', role)).rejects.toMatchObject({ server: { sqlState: '55P03' } });
  } finally {
    await other.query('ROLLBACK');
    await own.query(`DROP ROLE ${role}`);
  }
});

test('temporary tables are those of the session itself', async () => {
  const other = await database.connect();
  await other.query('CREATE TEMPORARY TABLE theirs (id integer)');
  const seen = await read(database, 'CREATE TEMPORARY TABLE ours (id integer PRIMARY KEY)');
  expect(relation(seen, 'ours').schema).toBe('pg_temp');
  expect(seen.relations.map(({ name }) => name)).not.toContain('theirs');
  const world = worldFromCatalog(seen);
  expect(world.findRelation('ours')?.indexes.map(({ name }) => name)).toEqual(['ours_pkey']);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fingerprint } from '../../src/model/fingerprint.ts';
import type { FingerprintOptions } from '../../src/postgres/read-fingerprint.ts';
import { readFingerprint, readSequenceValues } from '../../src/postgres/read-fingerprint.ts';
import { compareFingerprints } from '../../src/verify/fingerprint.ts';
import { createTestDatabase, serverMajor, type TestDatabase } from '../support/test-database.ts';
import { withSession } from '../support/with-session.ts';

const EVERY_KIND = readFileSync(fileURLToPath(new URL('../postgres/every-kind.sql', import.meta.url)), 'utf8');
const SETTINGS = `SET search_path = app, public; SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET quote_all_identifiers = on`;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(EVERY_KIND);
});

afterAll(() => database.drop());

function read(target: TestDatabase, options: FingerprintOptions = {}): Promise<Fingerprint> {
  return withSession(target.url, (session) => readFingerprint(session, options));
}

async function withDatabase(sql: string, work: (target: TestDatabase) => Promise<void>): Promise<void> {
  await using target = await createTestDatabase();
  await target.query(sql);
  await work(target);
}

function keysOf({ objects }: Fingerprint): readonly string[] {
  return [...objects.keys()];
}

test('it is one message, and leaves the session as it was', async () => {
  await withSession(database.url, async (session, client) => {
    await client.query(SETTINGS);
    const before = (await client.query('SELECT name, setting FROM pg_settings ORDER BY name')).rows;
    await readFingerprint(session);
    expect(session.roundTrips).toBe(1);
    expect(session.transactionStatus).toBe('I');
    expect((await client.query('SELECT name, setting FROM pg_settings ORDER BY name')).rows).toEqual(before);
  });
});

test('it does not depend on the settings of the session', async () => {
  const plain = await read(database);
  const other = await withSession(database.url, async (session, client) => {
    await client.query(SETTINGS);
    return readFingerprint(session);
  });
  expect(other.digest).toBe(plain.digest);
});

test('inside of a transaction it sees what that has done, and leaves it open', async () => {
  const committed = await read(database);
  await withSession(database.url, async (session) => {
    await session.query('BEGIN; CREATE TABLE app.fresh (id integer)');
    const inside = await readFingerprint(session);
    expect(compareFingerprints(committed, inside)).toMatchObject([{ kind: 'table', identity: 'app.fresh', change: 'added' }]);
    expect(session.transactionStatus).toBe('T');
    const [path] = await session.query('SHOW search_path');
    expect(path?.rows).toEqual([['"$user", public']]);
    await session.query('ROLLBACK');
  });
});

test('two databases made by the same text are equal, whatever was in one of them before', async () => {
  const fingerprint = await read(database);
  await withDatabase('CREATE TABLE a (b integer); CREATE TYPE c AS ENUM (); DROP TABLE a; DROP TYPE c', async (other) => {
    await other.query(EVERY_KIND);
    expect((await read(other)).digest).toBe(fingerprint.digest);
  });
});

test('schemas and relations can be left out with all that belongs to them', async () => {
  const sql = `CREATE SCHEMA flyback; CREATE TABLE flyback.runs (id serial PRIMARY KEY); CREATE FUNCTION flyback.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE TABLE "Old History" (installed_rank integer PRIMARY KEY, at date DEFAULT now()); CREATE INDEX s_idx ON "Old History" (at);
    COMMENT ON TABLE "Old History" IS 'x'; COMMENT ON SCHEMA flyback IS 'y'; GRANT SELECT ON "Old History" TO PUBLIC;
    GRANT USAGE ON SCHEMA flyback TO PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA flyback GRANT SELECT ON TABLES TO PUBLIC`;
  await using empty = await createTestDatabase();
  await withDatabase(sql, async (target) => {
    const options = { withoutSchemas: ['flyback'], withoutRelations: [{ schema: 'public', name: 'Old History' }] };
    expect(keysOf(await read(target, options))).toEqual(keysOf(await read(empty)));
  });
});

test('owners and grants can be left out', async () => {
  const all = await read(database);
  const bare = await read(database, { withoutOwners: true, withoutGrants: true });
  const text = ({ objects }: Fingerprint): string => [...objects.values()].map(({ definition }) => definition).join('\n');
  expect(text(all)).toMatch(/^owner /m);
  expect(text(bare)).not.toMatch(/^owner /m);
  expect(keysOf(bare)).toEqual(keysOf(all).filter((key) => !/^(?:grant|default privilege) /.test(key)));
});

test('how far sequences have counted is told apart', async () => {
  await withDatabase('CREATE SEQUENCE used; CREATE SEQUENCE "Fresh"; CREATE SCHEMA s; CREATE SEQUENCE s.left_out', async (target) => {
    const before = await read(target);
    await target.query("SELECT nextval('used'), nextval('used')");
    expect((await read(target)).digest).toBe(before.digest);
    const values = await withSession(target.url, (session) => readSequenceValues(session, { withoutSchemas: ['s'] }));
    expect(Object.fromEntries(values)).toEqual({
      'public."Fresh"': null,
      'public.used': 2,
    });
  });
});

test('secrets are told as hashes', async () => {
  const sql = `CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away FOREIGN DATA WRAPPER far OPTIONS (host 'visible', api_key 'hidden-1');
    CREATE USER MAPPING FOR CURRENT_USER SERVER away OPTIONS (user 'visible', password 'hidden-2')`;
  await withDatabase(sql, async (target) => {
    const shown = JSON.stringify([...(await read(target)).objects]);
    expect(shown).toContain('visible');
    expect(shown).not.toContain('hidden');
    expect(shown.match(/sha256:[0-9a-f]{16}/g)).toHaveLength(2);
  });
});

test('a role without any privilege reads it as well', async () => {
  const role = `fingerprint_nobody_${process.pid}`;
  await database.query(`CREATE ROLE ${role} LOGIN`);
  try {
    const all = await read(database);
    const theirs = await withSession(database.url, async (session, client) => {
      await client.query(`SET ROLE ${role}`);
      session.noteParameter('is_superuser', 'off');
      return readFingerprint(session);
    });
    expect(compareFingerprints(all, theirs)).toEqual([]);
  } finally {
    await database.query(`DROP ROLE ${role}`);
  }
});

test('the public schema of a new database is nothing but itself', async () => {
  await using empty = await createTestDatabase();
  const { objects, serverVersionNum } = await read(empty);
  expect(Math.floor(serverVersionNum / 10_000)).toBe(await serverMajor());
  expect([...objects.keys()]).toEqual(['comment on extension plpgsql', 'extension plpgsql', 'schema public']);
  expect(objects.get('schema public')?.definition).toBe('standard owner');
});

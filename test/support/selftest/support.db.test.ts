import pg from 'pg';
import { expect, test } from 'vitest';
import { startTcpProxy } from '../tcp-proxy.ts';
import { createTestDatabase, serverMajor } from '../test-database.ts';

test('databases are fresh, can be copied and are dropped', async () => {
  const first = await createTestDatabase();
  await first.query('CREATE TABLE t AS SELECT 1 AS a');
  await using copy = await createTestDatabase({ template: first.name });
  expect(await copy.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
  await first.connect();
  await first.drop();
  expect(await copy.query('SELECT 1 FROM pg_database WHERE datname = $1', [first.name])).toEqual([]);
  expect(await serverMajor()).toBeGreaterThanOrEqual(14);
});

test('the proxy counts round trips, and those after the connection', async () => {
  await using database = await createTestDatabase();
  await using proxy = await startTcpProxy(database);
  const client = new pg.Client({ connectionString: proxy.urlFor(database.url) });
  await client.connect();
  const connecting = proxy.counts().roundTrips;
  for (let i = 0; i < 3; i++) await client.query('SELECT 1; SELECT 2');
  await client.end();
  expect(proxy.counts()).toMatchObject({ connections: 1, roundTrips: connecting + 3, roundTripsAfterConnect: 3 });
});

test('the proxy delays both ways together by the round trip', async () => {
  await using database = await createTestDatabase();
  await using proxy = await startTcpProxy({ ...database, roundTripMs: 60 });
  const client = new pg.Client({ connectionString: proxy.urlFor(database.url) });
  await client.connect();
  const before = performance.now();
  await client.query('SELECT 1');
  // setTimeout may fire up to a millisecond early, once each way.
  expect(performance.now() - before).toBeGreaterThan(57);
  await client.end();
});

test('the proxy cuts connections', async () => {
  await using database = await createTestDatabase();
  await using proxy = await startTcpProxy(database);
  const client = new pg.Client({ connectionString: proxy.urlFor(database.url) });
  client.on('error', () => undefined);
  await client.connect();
  const sleeping = client.query('SELECT pg_sleep(30)');
  setTimeout(proxy.cut, 50);
  await expect(sleeping).rejects.toThrow(/terminated|ECONNRESET/);
});

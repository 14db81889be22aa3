import { chownSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Catalog } from '../../../src/model/catalog.ts';
import { readCatalog } from '../../../src/postgres/read-catalog.ts';
import { Session } from '../../../src/postgres/session.ts';
import type { PgClient } from '../../../src/postgres/session.ts';
import type { EmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { serverUser } from '../../../src/verify/sandbox/embedded/server-user.ts';
import type { TruthCase } from './cases.ts';

const ROLES = ['truth_app', 'truth_ro'];
const TABLESPACE = 'truth_ts';
// What users made and what can be vacuumed, as the observation vacuumed it.
const VACUUMED = `
  SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') AS names
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;

/** Makes what cases expect of a server: two roles and a tablespace. */
export async function prepareServer(server: EmbeddedServer): Promise<void> {
  const directory = join(dirname(server.socketDirectory), TABLESPACE);
  mkdirSync(directory, { mode: 0o700 });
  const user = serverUser();
  if (user !== null) chownSync(directory, user.uid, user.gid);
  await using admin = await open(server, 'postgres');
  for (const role of ROLES) await admin.client.query(`CREATE ROLE ${role}`);
  await admin.client.query(`CREATE TABLESPACE ${TABLESPACE} LOCATION '${directory}'`);
}

/** Makes the database of cases with one set-up, and reads its catalog once for each of their session settings. */
export async function catalogsOf(server: EmbeddedServer, name: string, cases: readonly TruthCase[]): Promise<ReadonlyMap<string, Catalog>> {
  const [first] = cases;
  if (first === undefined) return new Map();
  await using admin = await open(server, 'postgres');
  await admin.client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    await setUp(server, name, first);
    const catalogs = new Map<string, Catalog>();
    for (const [session, alike] of Map.groupBy(cases, (one) => one.session ?? '')) {
      const catalog = await readFrom(server, name, session);
      for (const { id } of alike) catalogs.set(id, catalog);
    }
    return catalogs;
  } finally {
    await admin.client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function setUp(server: EmbeddedServer, name: string, truthCase: TruthCase): Promise<void> {
  await using session = await open(server, name);
  const { client } = session;
  await client.query(truthCase.setup);
  for (const step of truthCase.setup_steps ?? []) await client.query(step).catch(() => undefined);
  if (truthCase.setup_blocked !== undefined) await runBlocked(server, name, client, truthCase.setup_blocked);
  await client.query('SET default_statistics_target = 10');
  const { rows } = await client.query<{ names: string | null }>(VACUUMED);
  const names = rows[0]?.names ?? null;
  if (names !== null) await client.query(`${truthCase.no_vacuum === true ? 'ANALYZE' : 'VACUUM (ANALYZE)'} ${names}`);
}

async function runBlocked(
  server: EmbeddedServer,
  name: string,
  client: pg.Client,
  blocked: NonNullable<TruthCase['setup_blocked']>,
): Promise<void> {
  await using blocker = await open(server, name);
  await blocker.client.query('BEGIN');
  await blocker.client.query(blocked.blocker);
  await client.query(`SET statement_timeout = ${blocked.timeout_ms}`);
  await client.query(blocked.sql).catch(() => undefined);
  await client.query('RESET statement_timeout');
  await blocker.client.query('ROLLBACK');
}

async function readFrom(server: EmbeddedServer, name: string, settings: string): Promise<Catalog> {
  await using session = await open(server, name);
  if (settings !== '') await session.client.query(settings);
  return await readCatalog(Session.adopt(session.client as unknown as PgClient));
}

interface Connection extends AsyncDisposable {
  readonly client: pg.Client;
}

async function open(server: EmbeddedServer, database: string): Promise<Connection> {
  const client = new pg.Client({ host: server.host, port: server.port, user: server.user, database });
  client.on('error', () => undefined);
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

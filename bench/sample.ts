import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Session, type PgClient } from '../src/postgres/session.ts';
import { startEmbeddedServer, type EmbeddedServer } from '../src/verify/sandbox/embedded.ts';
import { copySample } from '../src/verify/sample/copy-sample.ts';
import type { Finding } from './findings.ts';
import { noted, timesSlower } from './findings.ts';
import { measure, median, waitForCalm } from './measure.ts';

/** psql comes with an installation, so this part has a server of the same one. */
const INSTALLED = '/usr/lib/postgresql/15';
const GOAL_TIMES_PSQL = 1.25;
const TABLES = ['company', 'customer', 'orders', 'item'];
const ROWS = { company: 5_000, customer: 100_000, orders: 300_000, item: 600_000 };

/** A million rows with cycles of foreign keys, masked, into a sandbox, against a pipe of two `psql \copy` of the same tables, unmasked; in turn. */
export async function benchSample(reps: number): Promise<Finding[]> {
  const psql = join(INSTALLED, 'bin', 'psql');
  const hasPsql = existsSync(psql);
  const binaries = hasPsql ? { directory: INSTALLED } : {};
  await using server = await startEmbeddedServer({ ...binaries, isDurable: true });
  await using sandbox = await startEmbeddedServer(binaries);
  await run(server, 'postgres', 'CREATE DATABASE source');
  await run(server, 'source', SCHEMA, FILL, FOREIGN_KEYS, 'VACUUM ANALYZE');
  const piped: number[] = [];
  const whole: number[] = [];
  const parts: number[] = [];
  let rows = 0;
  for (let rep = 0; rep < reps; rep++) {
    if (hasPsql) {
      await emptyDatabase(sandbox, 'piped', SCHEMA);
      await waitForCalm();
      piped.push((await measure({ program: 'sh', args: ['-ec', pipes(psql, server, sandbox)] })).ms);
    }
    // The same indexes are kept up to date on both ways; what the keys cost is part of the sample.
    await emptyDatabase(sandbox, 'sampled', SCHEMA, FOREIGN_KEYS);
    await waitForCalm();
    whole.push((await sampleOf(server, sandbox, 1)).elapsedMs);
    await waitForCalm();
    const part = await sampleOf(server, sandbox, 0.05);
    parts.push(part.elapsedMs);
    rows = part.rows;
  }
  const what = 'masked copy of 1,000,000 rows with cycles';
  const ratios = piped.map((their, at) => (whole[at] ?? Number.NaN) / their);
  return [
    ...(hasPsql
      ? [timesSlower(what, median(whole), median(ratios), GOAL_TIMES_PSQL, 'a pipe of two psql')]
      : [noted(what, median(whole), 'ms')]),
    ...(hasPsql ? [noted('  a pipe of two psql, unmasked', median(piped), 'ms')] : []),
    noted(`  a sample of 5% with all it refers to: ${rows} rows`, median(parts), 'ms'),
  ];
}

async function sampleOf(
  server: EmbeddedServer,
  sandbox: EmbeddedServer,
  share: number,
): Promise<{ readonly elapsedMs: number; readonly rows: number }> {
  const source = await connect(server, 'source');
  const sink = await connect(sandbox, 'sampled');
  const sample = await copySample({
    source: source.session,
    sink: sink.session,
    size: { kind: 'share', share },
    seed: 1,
    secret: '0123456789abcdef0123456789abcdef',
    rules: [],
    withoutRelations: [],
    limits: { lockTimeoutS: 5, statementTimeoutS: 600, megabytesPerSecond: 10_000 },
    progress: { onStep: () => undefined, onStepEnd: () => undefined, onDetail: () => undefined },
  });
  await source.client.end();
  await sink.client.end();
  return sample;
}

interface Connection {
  readonly client: pg.Client;
  readonly session: Session;
}

async function connect(server: EmbeddedServer, database: string): Promise<Connection> {
  const client = new pg.Client({ connectionString: urlOf(server, database) });
  const session = Session.adopt(client as unknown as PgClient);
  await client.connect();
  return { client, session };
}

function urlOf(server: EmbeddedServer, database: string): string {
  return server.url.replace(/[^/]*$/u, database);
}

async function run(server: EmbeddedServer, database: string, ...statements: readonly string[]): Promise<void> {
  const { client } = await connect(server, database);
  for (const sql of statements) await client.query(sql);
  await client.end();
}

async function emptyDatabase(server: EmbeddedServer, name: string, ...statements: readonly string[]): Promise<void> {
  await run(server, 'postgres', `DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`);
  await run(server, name, ...statements);
}

function pipes(psql: string, server: EmbeddedServer, sandbox: EmbeddedServer): string {
  const [from, to] = [urlOf(server, 'source'), urlOf(sandbox, 'piped')];
  const call = (url: string, copy: string): string => `${psql} -X -q -d '${url}' -c '\\copy ${copy}'`;
  return TABLES.map((table) => `${call(from, `${table} to stdout`)} | ${call(to, `${table} from stdin`)}`).join('\n');
}

const SCHEMA = `
  CREATE TABLE company (id bigint PRIMARY KEY, name text NOT NULL, director_id bigint, city text);
  CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(100) NOT NULL UNIQUE, full_name text NOT NULL, phone varchar(20), birth_date date,
    company_id bigint, referred_by bigint, status text NOT NULL, created_at timestamptz NOT NULL);
  CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total numeric(12,2) NOT NULL, note text, status text NOT NULL, created_at timestamptz NOT NULL);
  CREATE TABLE item (order_id bigint NOT NULL, line int NOT NULL, product text NOT NULL, quantity int NOT NULL, price numeric(12,2) NOT NULL, PRIMARY KEY (order_id, line));`;

const FOREIGN_KEYS = `
  ALTER TABLE company ADD FOREIGN KEY (director_id) REFERENCES customer (id);
  ALTER TABLE customer ADD FOREIGN KEY (company_id) REFERENCES company (id), ADD FOREIGN KEY (referred_by) REFERENCES customer (id);
  ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customer (id);
  ALTER TABLE item ADD FOREIGN KEY (order_id) REFERENCES orders (id);`;

const FILL = `
  INSERT INTO company SELECT g, 'Company ' || g, 1 + g * 7 % ${ROWS.customer}, 'City ' || g % 300 FROM generate_series(1, ${ROWS.company}) g;
  INSERT INTO customer SELECT g, 'user' || g || '@example.com', 'First' || g || ' Last' || g % 977, '+49 170 ' || 1000000 + g, '1950-01-01'::date + g % 20000,
    1 + g % ${ROWS.company}, CASE WHEN g % 3 = 0 THEN 1 + g / 2 END, (ARRAY['active','active','locked'])[1 + g % 3], '2024-01-01'::timestamptz + g * interval '1 minute'
    FROM generate_series(1, ${ROWS.customer}) g;
  INSERT INTO orders SELECT g, 1 + g % ${ROWS.customer}, g % 10000 / 100.0, CASE WHEN g % 10 = 0 THEN 'Please ring twice at number ' || g END,
    (ARRAY['new','paid','sent'])[1 + g % 3], '2024-01-01'::timestamptz + g * interval '1 second' FROM generate_series(1, ${ROWS.orders}) g;
  INSERT INTO item SELECT 1 + g / 2, g % 2, 'product' || g % 5000, g % 9, g % 10000 / 100.0 FROM generate_series(0, ${ROWS.item} - 1) g;`;

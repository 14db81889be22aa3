import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readFingerprint } from '../src/postgres/read-fingerprint.ts';
import { Session, type PgClient } from '../src/postgres/session.ts';
import { startEmbeddedServer, type EmbeddedServer } from '../src/verify/sandbox/embedded.ts';
import type { Finding } from './findings.ts';
import { noted, timesSlower } from './findings.ts';
import { measure, median, waitForCalm } from './measure.ts';

/** pg_dump reads servers up to its own major, so this part has a server of the same installation. */
const INSTALLED = '/usr/lib/postgresql/15';
const TABLES = 1000;
const TABLES_A_MESSAGE = 50;
const GOAL_TIMES_PG_DUMP = 0.4;

/** The fingerprint of 1,000 tables, in a session that has read one before as those of round trips have, against `pg_dump -s`, in turn. */
export async function benchFingerprint(reps: number): Promise<Finding[]> {
  const pgDump = join(INSTALLED, 'bin', 'pg_dump');
  const hasPgDump = existsSync(pgDump);
  await using server = await startEmbeddedServer(hasPgDump ? { directory: INSTALLED } : {});
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  for (const sql of schemaOf(TABLES)) await client.query(sql);
  await client.query('VACUUM ANALYZE');
  const session = Session.adopt(client as unknown as PgClient);
  const ours: number[] = [];
  const firsts: number[] = [];
  const theirs: number[] = [];
  let objects = await read(session);
  for (let rep = 0; rep < reps; rep++) {
    if (hasPgDump) theirs.push((await measure({ program: pgDump, args: ['-s', server.url] })).ms);
    await waitForCalm();
    const start = performance.now();
    objects = await read(session);
    ours.push(performance.now() - start);
    firsts.push(await measureFirst(server));
  }
  await client.end();
  const ratios = theirs.map((their, at) => (ours[at] ?? Number.NaN) / their);
  const what = `fingerprint of ${TABLES} tables`;
  return [
    ...(hasPgDump
      ? [timesSlower(what, median(ours), median(ratios), GOAL_TIMES_PG_DUMP, 'pg_dump -s')]
      : [noted(what, median(ours), 'ms')]),
    noted('  the first one of a session, with connecting', median(firsts), 'ms'),
    ...(hasPgDump ? [noted('  pg_dump -s', median(theirs), 'ms')] : []),
    noted('  objects', objects, ''),
  ];
}

async function read(session: Session): Promise<number> {
  return (await readFingerprint(session)).objects.size;
}

async function measureFirst(server: EmbeddedServer): Promise<number> {
  const start = performance.now();
  const client = new pg.Client({ connectionString: server.url });
  const session = Session.adopt(client as unknown as PgClient);
  await client.connect();
  await read(session);
  const ms = performance.now() - start;
  await client.end();
  return ms;
}

/** Tables with keys, checks, indexes, triggers, comments and grants, and views and policies on every fifth. */
function schemaOf(count: number): string[] {
  const statements = [
    `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at := now(); RETURN NEW; END'`,
    ...Array.from({ length: count / 10 }, (_, at) => kindsOf(at)),
    ...Array.from({ length: count }, (_, at) => tableOf(at, count)),
  ];
  const messages: string[] = [];
  for (let from = 0; from < statements.length; from += TABLES_A_MESSAGE)
    messages.push(statements.slice(from, from + TABLES_A_MESSAGE).join(';\n'));
  return messages;
}

function kindsOf(at: number): string {
  return `CREATE TYPE status_${at} AS ENUM ('new', 'open', 'closed');
    CREATE FUNCTION plus_${at}(a int, b text DEFAULT 'x') RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a + ${at}; END'`;
}

function tableOf(at: number, count: number): string {
  const table = `tab_${at}`;
  const parent = `tab_${Math.max(0, at - 1)}`;
  const view = `CREATE VIEW view_${at} AS SELECT t.id, t.name, u.status FROM ${table} t JOIN ${table} u ON u.id = t.parent_id WHERE t.amount > ${at};
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY large ON ${table} FOR SELECT USING (amount > ${at})`;
  return `CREATE TABLE ${table} (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, status status_${at % (count / 10)} NOT NULL DEFAULT 'new',
      amount numeric(12,2) DEFAULT 0 CHECK (amount >= 0), parent_id bigint REFERENCES ${parent} (id) ON DELETE CASCADE, email varchar(200) UNIQUE,
      payload jsonb NOT NULL DEFAULT '{}', created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
    CREATE INDEX ${table}_name ON ${table} (lower(name)) WHERE amount > 0;
    CREATE INDEX ON ${table} (parent_id);
    CREATE TRIGGER touch BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION touch();
    COMMENT ON TABLE ${table} IS 'table ${at}';
    COMMENT ON COLUMN ${table}.name IS 'name ${at}';
    GRANT SELECT, INSERT ON ${table} TO PUBLIC${at % 5 === 0 ? `;\n${view}` : ''}`;
}

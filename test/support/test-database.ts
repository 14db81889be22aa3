import pg from 'pg';
import { inject } from 'vitest';

/** A fresh database of the run's server; dropped by `await using` or `drop()`. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** `postgres://user@host:port/name` */
  readonly url: string;
  /** `jdbc:postgresql://host:port/name`, without the user. */
  readonly jdbcUrl: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  /** Runs one query in a connection of its own and answers its rows. */
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A further session; it is closed before the database is dropped. */
  connect(): Promise<pg.Client>;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Database to copy; nobody may be connected to it. */
  readonly template?: string;
}

let count = 0;

/** Creates a database on the server that the run shares (`FLYBACK_TEST_URL` or embedded). */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = inject('databaseUrl');
  count += 1;
  const name = `flyback_test_${process.pid}_${count}_${Math.random().toString(36).slice(2, 8)}`;
  // template0 is never connected to, so databases can be made at the same time.
  await runOn(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${pg.escapeIdentifier(options.template ?? 'template0')}`);
  return openTestDatabase(serverUrl, name);
}

/** Major version of the run's server. */
export async function serverMajor(): Promise<number> {
  const [row] = await runOn(inject('databaseUrl'), 'SHOW server_version_num');
  return Math.floor(Number(row?.['server_version_num']) / 10_000);
}

function openTestDatabase(serverUrl: string, name: string): TestDatabase {
  const parts = new URL(serverUrl);
  parts.pathname = `/${name}`;
  const url = parts.href;
  const sessions: pg.Client[] = [];
  const drop = async (): Promise<void> => {
    await Promise.all(sessions.splice(0).map((session) => session.end().catch(() => undefined)));
    await runOn(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return {
    name,
    url,
    jdbcUrl: `jdbc:postgresql://${parts.host}/${name}`,
    host: parts.hostname,
    port: Number(parts.port || '5432'),
    user: decodeURIComponent(parts.username),
    password: parts.password === '' ? undefined : decodeURIComponent(parts.password),
    query: <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => runOn<Row>(url, sql, values),
    connect: async () => {
      const session = await open(url);
      sessions.push(session);
      return session;
    },
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function open(url: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url, application_name: 'flyback test' });
  // A session that a test has killed on purpose reports it here, too.
  session.on('error', () => undefined);
  await session.connect();
  return session;
}

async function runOn<Row extends pg.QueryResultRow>(url: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const session = await open(url);
  try {
    // Without values the simple protocol is used, which takes several statements and answers a list.
    const result: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await (values.length === 0
      ? session.query<Row>(sql)
      : session.query<Row>(sql, [...values]));
    return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
  } finally {
    await session.end();
  }
}

import pg from 'pg';
import { runFlyback, startFlyback, type RunResult, type StartedRun } from '../run-flyback.ts';
import { createTempProject, type TempProject } from '../temp-project.ts';

/** A session of the application. */
export interface AppSession {
  readonly pid: number;
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(sql: string): Promise<Row[]>;
  end(): Promise<void>;
}

/** A fresh database with migrations, for one situation. */
export class Lab implements AsyncDisposable {
  readonly url: string;
  readonly database: string;
  readonly #serverUrl: string;
  readonly #project: TempProject;
  readonly #sessions: AppSession[] = [];

  private constructor(serverUrl: string, database: string) {
    this.#serverUrl = serverUrl;
    this.database = database;
    this.url = serverUrl.replace(/\/[^/]*$/, `/${database}`);
    this.#project = createTempProject();
  }

  /** Makes a database with a table that the application uses. */
  static async open(serverUrl: string, name: string): Promise<Lab> {
    await queryOnce(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await queryOnce(serverUrl, `CREATE DATABASE ${name}`);
    const lab = new Lab(serverUrl, name);
    await lab.query(
      'CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL); INSERT INTO orders SELECT n, 0 FROM generate_series(1, 1000) n',
    );
    return lab;
  }

  get directory(): string {
    return this.#project.directory;
  }

  /** Writes migrations into `sql/`. */
  write(files: Readonly<Record<string, string>>): void {
    this.#project.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`sql/${name}`, text])));
  }

  args(...more: readonly string[]): string[] {
    const url = more.some((arg) => arg.startsWith('-url=')) ? [] : [`-url=${this.url}`];
    return [...url, '-locations=filesystem:sql', '-baselineOnMigrate=true', '-baselineVersion=0', ...more];
  }

  flyback(...more: readonly string[]): Promise<RunResult> {
    return runFlyback(this.args(...more), { cwd: this.directory, timeoutMs: 120_000 });
  }

  start(...more: readonly string[]): StartedRun {
    return startFlyback(this.args(...more), { cwd: this.directory, timeoutMs: 120_000 });
  }

  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(sql: string): Promise<Row[]> {
    return queryOnce(this.url, sql);
  }

  /** A session that stays. */
  async session(application = 'web'): Promise<AppSession> {
    const session = await openSession(this.url, application);
    this.#sessions.push(session);
    return session;
  }

  /** Resolves when the query answers a row; fails after a limit. */
  async until(sql: string, limitMs = 20_000): Promise<void> {
    const session = await this.session('onlooker');
    const limit = performance.now() + limitMs;
    while ((await session.query(sql)).length === 0) {
      if (performance.now() > limit) throw new Error(`not so after ${limitMs} ms: ${sql}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await session.end();
  }

  /** Resolves when a session of flyback waits for a lock. */
  untilFlybackWaits(lockType = ''): Promise<void> {
    const type = lockType === '' ? '' : `AND locktype = '${lockType}'`;
    return this.until(
      `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND application_name = 'flyback' ${type}`,
    );
  }

  /** Resolves when anybody waits for a lock of this type. */
  untilWaits(lockType: string): Promise<void> {
    return this.until(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = '${lockType}' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
  }

  /** Versions that the history calls applied. */
  async applied(): Promise<string> {
    const [row] = await this.query<{ versions: string | null }>(
      "SELECT string_agg(version, ',' ORDER BY installed_rank) AS versions FROM flyway_schema_history WHERE success AND version <> '0'",
    );
    return row?.versions ?? '';
  }

  /** What must hold after every situation: history and effects agree, nothing INVALID, no session of ours left. */
  async brokenInvariants(): Promise<readonly string[]> {
    const broken: string[] = [];
    const doubled = await this.query(
      'SELECT version FROM flyway_schema_history WHERE success GROUP BY version, type HAVING count(*) > 1',
    ).catch(() => []);
    if (doubled.length > 0) broken.push('a version is recorded twice');
    if ((await this.query('SELECT 1 FROM pg_index WHERE NOT indisvalid')).length > 0) broken.push('an INVALID index is left');
    const left =
      "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'flyback%')";
    await this.until(left, 2000).catch(() => broken.push('a session is left'));
    return broken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.end()));
    this.#project[Symbol.dispose]();
    await queryOnce(this.#serverUrl, `DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
  }
}

async function openSession(url: string, application: string): Promise<AppSession> {
  const client = new pg.Client({ connectionString: url, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  const query = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => {
    const result: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await client.query<Row>(sql);
    return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
  };
  return {
    pid: (client as unknown as { readonly processID: number }).processID,
    query,
    end: () => client.end().catch(() => undefined),
  };
}

async function queryOnce<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const session = await openSession(url, 'onlooker');
  try {
    return await session.query<Row>(sql);
  } finally {
    await session.end();
  }
}

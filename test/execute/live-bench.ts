import type pg from 'pg';
import { migrate, repair, type LibraryOptions, type MigrateResult } from '../../src/index.ts';
import { type ResolveResult, runResolve } from '../../src/commands/resolve.ts';
import { runCommand } from '../../src/surfaces/library/run-command.ts';
import { createTempProject, type TempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const BARRIER = 4242;
/** A script that meets it waits until the test lets it go on. */
export const PASS: string = `SELECT pg_advisory_xact_lock(${BARRIER});\n`;

/** A database on which migrations meet other sessions. */
export interface LiveBench extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly project: TempProject;
  readonly lines: readonly string[];
  /** Options of the library; `config` takes keys such as `flyback.lockTimeout`. */
  options(config?: Readonly<Record<string, string>>, more?: LibraryOptions): LibraryOptions;
  migrate(config?: Readonly<Record<string, string>>, more?: LibraryOptions): Promise<MigrateResult>;
  repair(config?: Readonly<Record<string, string>>): Promise<void>;
  /** `flyback resolve` with these words behind it. */
  resolve(...words: readonly string[]): Promise<ResolveResult>;
  /** Resolves when a line of the log matches. */
  logged(pattern: RegExp): Promise<void>;
  /** Resolves when the query answers a row. */
  until(sql: string): Promise<void>;
  /** Resolves when a session of this database waits for a lock of this type. */
  untilWaits(lockType: 'relation' | 'advisory' | 'transactionid' | 'virtualxid'): Promise<void>;
  versions(): Promise<readonly string[]>;
  /** A session that holds the barrier; ending its transaction opens it. */
  barrier(): Promise<pg.Client>;
}

/** Makes both; `await using` removes them. */
export async function createLiveBench(files: Readonly<Record<string, string>>, setup = ''): Promise<LiveBench> {
  const database = await createTestDatabase();
  const project = createTempProject(Object.fromEntries(Object.entries(files).map(([name, text]) => [`sql/${name}`, text])));
  if (setup !== '') await database.query(setup);
  const lines: string[] = [];
  let waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  const log = (level: string, text: string): void => {
    lines.push(`${level} ${text}`);
    for (const one of waiting) if (one.pattern.test(text)) one.resolve();
    waiting = waiting.filter(({ pattern }) => !pattern.test(text));
  };
  const options: LiveBench['options'] = (config = {}, more = {}) => ({
    url: database.url,
    workingDirectory: project.directory,
    locations: ['filesystem:sql'],
    baselineOnMigrate: true,
    baselineVersion: '0',
    logger: { log },
    config,
    ...more,
  });
  const until: LiveBench['until'] = async (sql) => {
    const session = await database.connect();
    while (((await session.query(sql)).rowCount ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await session.end();
  };
  return {
    database,
    project,
    lines,
    options,
    migrate: (config, more) => migrate(options(config, more)),
    repair: async (config) => void (await repair(options(config))),
    resolve: async (...words) => {
      const given = words.filter((word) => word.startsWith('--')).map((word) => [word.slice(2), true] as const);
      const behind = { options: new Map(given), operands: words.filter((word) => !word.startsWith('--')) };
      return (await runCommand(options(), async () => runResolve, behind)).result;
    },
    logged: (pattern) =>
      new Promise((resolve) => {
        if (lines.some((line) => pattern.test(line))) resolve();
        else waiting.push({ pattern, resolve });
      }),
    until,
    untilWaits: (lockType) =>
      until(
        `SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT granted AND locktype = '${lockType}' AND datname = current_database()`,
      ),
    versions: async () =>
      (
        await database.query<{ version: string }>(
          "SELECT version FROM flyway_schema_history WHERE success AND version <> '0' ORDER BY installed_rank",
        )
      ).map(({ version }) => version),
    barrier: async () => {
      const session = await database.connect();
      await session.query(`BEGIN; SELECT pg_advisory_xact_lock(${BARRIER})`);
      return session;
    },
    [Symbol.asyncDispose]: async () => {
      project[Symbol.dispose]();
      await database.drop();
    },
  };
}

/** The error of a run that must fail. */
export async function failureOf(run: Promise<unknown>): Promise<{ code: string; message: string; hint?: string; exitCode: number }> {
  return run.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error as { code: string; message: string; hint?: string; exitCode: number },
  );
}

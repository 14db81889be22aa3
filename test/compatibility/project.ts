import { runFlyback, startFlyback, type RunResult, type StartedRun } from '../support/run-flyback.ts';
import { createTempProject, type TempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** A folder with migrations, a database, and the program to run on them. */
export interface CompatibilityProject extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly files: TempProject;
  run(...args: string[]): Promise<RunResult>;
  start(...args: string[]): StartedRun;
  /** Runs with `-outputType=json` and answers the document. */
  json(...args: string[]): Promise<{ readonly exitCode: number | null; readonly document: Record<string, unknown> }>;
  /** Rows of the history: version, type, script, success. */
  history(): Promise<readonly { version: string | null; type: string; script: string; success: boolean }[]>;
}

/** Makes a project whose migrations lie in `sql/`. */
export async function createProject(files: Readonly<Record<string, string | Uint8Array>>): Promise<CompatibilityProject> {
  const database = await createTestDatabase();
  const folder = createTempProject(files);
  const target = (args: readonly string[]): string[] => {
    const locations = args.some((arg) => arg.startsWith('-locations=')) ? [] : ['-locations=filesystem:sql'];
    return [`-url=${database.jdbcUrl}`, `-user=${database.user}`, ...locations, ...args];
  };
  const options = { cwd: folder.directory, env: { FLYWAY_PASSWORD: database.password, TZ: 'UTC' } };
  const run = (...args: string[]): Promise<RunResult> => runFlyback(target(args), options);
  return {
    database,
    files: folder,
    run,
    start: (...args) => startFlyback(target(args), options),
    json: async (...args) => {
      const { exitCode, stdout } = await run(...args, '-outputType=json');
      return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
    },
    history: () => database.query('SELECT version, type, script, success FROM flyway_schema_history ORDER BY installed_rank'),
    [Symbol.asyncDispose]: async () => {
      folder[Symbol.dispose]();
      await database.drop();
    },
  };
}

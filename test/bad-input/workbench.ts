import { FlybackError, type LibraryOptions } from '../../src/index.ts';
import { createTempProject, type TempProject } from '../support/temp-project.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

export const HISTORY = 'flyway_schema_history';

/** A database and a project folder with migrations in `sql/`. */
export interface Workbench extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly project: TempProject;
  readonly lines: readonly string[];
  /** Options of the library for both; they win over what is given here. */
  options(more?: LibraryOptions): LibraryOptions;
  /** Arguments of the command line for both. */
  args(...more: readonly string[]): string[];
  /** Tables, views and indexes outside the system's schemas, with the rows of the history. */
  contents(): Promise<readonly unknown[]>;
}

/** Makes both; `await using` removes them. */
export async function createWorkbench(files: Readonly<Record<string, string | Uint8Array>>): Promise<Workbench> {
  const database = await createTestDatabase();
  const project = createTempProject(Object.fromEntries(Object.entries(files).map(([name, text]) => [`sql/${name}`, text])));
  const lines: string[] = [];
  return {
    database,
    project,
    lines,
    options: (more = {}) => ({
      url: database.url,
      workingDirectory: project.directory,
      locations: ['filesystem:sql'],
      logger: { log: (level, text) => void lines.push(`${level} ${text}`) },
      ...more,
    }),
    args: (...more) => [`-url=${database.url}`, `-workingDirectory=${project.directory}`, '-locations=filesystem:sql', ...more],
    contents: () =>
      database.query(`SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
        CASE WHEN c.relname = '${HISTORY}' AND c.relkind = 'r' THEN query_to_xml(format('TABLE %I.%I', n.nspname, c.relname), true, true, '')::text END AS rows
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2`),
    [Symbol.asyncDispose]: async () => {
      project[Symbol.dispose]();
      await database.drop();
    },
  };
}

/** The FlybackError that a run ends with; anything else fails the test. */
export async function failureOf(run: Promise<unknown>): Promise<FlybackError> {
  const failure: unknown = await run.then(
    () => new Error('the run succeeded'),
    (error: unknown) => error,
  );
  if (!(failure instanceof FlybackError) || failure.code === 'ERR_INTERNAL') throw failure;
  return failure;
}

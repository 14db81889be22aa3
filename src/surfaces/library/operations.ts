import type { Drift } from '../../model/drift.ts';
import type { Plan } from '../../model/plan.ts';
import type { Proof } from '../../model/verdict.ts';
import type { DriftOptions, LibraryOptions, LintOptions, VerifyOptions } from './library-options.ts';
import type {
  BaselineResult,
  CleanResult,
  InfoResult,
  MigrateResult,
  RepairResult,
  UndoResult,
  ValidateResult,
} from './library-results.ts';

type RunLint = (typeof import('../../commands/lint.ts'))['runLint'];

const results = (): Promise<typeof import('./library-results.ts')> => import('./library-results.ts');
const runner = (): Promise<typeof import('./run-command.ts')> => import('./run-command.ts');

/** Applies all pending migrations. @throws FlybackError, with what was done before in `json` where a migration failed */
export async function migrate(options: LibraryOptions): Promise<MigrateResult> {
  const [{ runCommand }, { appliedMigration, withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/migrate.ts')).runMigrate);
  return withJson({ ...result, migrations: result.migrations.map(appliedMigration) }, json);
}

/** Undoes the last version by its U file; `target`, `count` or `cherryPick` undo others. @throws FlybackError */
export async function undo(options: LibraryOptions): Promise<UndoResult> {
  const [{ runCommand }, { withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/undo.ts')).runUndo);
  return withJson({ ...result }, json);
}

/** Tells the state of every migration. @throws FlybackError */
export async function info(options: LibraryOptions): Promise<InfoResult> {
  const [{ runCommand }, { migrationInfo, withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/info.ts')).runInfo);
  return withJson({ ...result, migrations: result.migrations.map(migrationInfo) }, json);
}

/** Compares files and history; what does not fit is in the result and no error. @throws FlybackError */
export async function validate(options: LibraryOptions): Promise<ValidateResult> {
  const [{ runCommand }, { withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/validate.ts')).runValidate);
  const { error, warnings } = result;
  const invalidMigrations = result.problems.map(({ entry, code, message }) => ({
    version: entry.version?.text ?? null,
    description: entry.description,
    filepath: entry.filepath === '' ? null : entry.filepath,
    code,
    message,
  }));
  return withJson({ isValid: error === null, error, invalidMigrations, warnings }, json);
}

/** Removes failed rows from the history, marks missing migrations as deleted, takes over changed files. @throws FlybackError */
export async function repair(options: LibraryOptions): Promise<RepairResult> {
  const [{ runCommand }, { repairedMigration, withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/repair.ts')).runRepair);
  return withJson(
    {
      removed: result.removed.map(repairedMigration),
      deleted: result.deleted.map(repairedMigration),
      aligned: result.aligned.map(({ entry }) => repairedMigration(entry)),
    },
    json,
  );
}

/** Takes an existing database as being at `baselineVersion`. @throws FlybackError */
export async function baseline(options: LibraryOptions): Promise<BaselineResult> {
  const [{ runCommand }, { withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/baseline.ts')).runBaseline);
  return withJson({ ...result }, json);
}

/** Drops everything in the schemas; needs `cleanDisabled: false`. @throws FlybackError */
export async function clean(options: LibraryOptions): Promise<CleanResult> {
  const [{ runCommand }, { withJson }] = await Promise.all([runner(), results()]);
  const { result, json } = await runCommand(options, async () => (await import('../../commands/clean.ts')).runClean);
  return withJson({ ...result }, json);
}

/** What the pending batch would do to the target: locks, work, losses, undo, risk. Reads only. @throws FlybackError */
export async function plan(options: LibraryOptions): Promise<Plan> {
  const { runCommand } = await runner();
  const { result } = await runCommand(options, async () => (await import('../../commands/plan.ts')).runPlan);
  return result;
}

/** Proves in a sandbox that up, undo and up again give the same schema and the same data; what is refuted is no error. @throws FlybackError */
export async function verify({ all, whole, from, to, ...options }: VerifyOptions): Promise<Proof> {
  const { runCommand } = await runner();
  const given = Object.entries({ all, whole, from, to }).filter(([, value]) => value !== undefined && value !== false);
  const { result } = await runCommand(options, async () => (await import('../../commands/verify.ts')).runVerify, {
    options: new Map(given as [string, string | true][]),
  });
  return result;
}

/** Compares the target with what its history says, replayed in a sandbox; a drift is no error. Reads the target only. @throws FlybackError */
export async function drift({ adopt, revert, ...options }: DriftOptions): Promise<Drift> {
  const { runCommand } = await runner();
  const given = Object.entries({ adopt, revert }).filter(([, value]) => value !== undefined);
  const { result } = await runCommand(options, async () => (await import('../../commands/drift.ts')).runDrift, {
    options: new Map(given as [string, string][]),
  });
  return result;
}

/** The same of migration files without a database: all of the folder each on its own, or `files` as one batch. @throws FlybackError */
export async function lint({ files, ...options }: LintOptions): Promise<Plan> {
  const { runCommand } = await runner();
  const command = async (): Promise<RunLint> => (await import('../../commands/lint.ts')).runLint;
  const { result } = await runCommand(options, command, { operands: files ?? [] });
  return result;
}

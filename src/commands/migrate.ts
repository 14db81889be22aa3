import { isFutureIgnored } from '../history/validate.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntries } from '../model/migration-entry.ts';
import { lastVersion, type ExecutedMigration } from '../report/formats/flyway-json/migrate.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { createSchemas } from './create-schemas.ts';
import { warnOfFuture } from './future-warning.ts';
import { Locking } from './history-lock.ts';
import { refuseHalted } from './refuse-halted.ts';
import { migrateResultJson, type MigrateProgress } from './migrate-progress.ts';
import { validateHistory, validationError } from './validate-history.ts';

/** What migrate did. */
export interface MigrateResult {
  readonly initialSchemaVersion: string | null;
  readonly targetSchemaVersion: string | null;
  readonly migrations: readonly ExecutedMigration[];
  readonly warnings: readonly string[];
}

const AFTER_EVENTS = ['afterMigrateApplied', 'afterMigrate', 'afterMigrateOperationFinish'];

/** Runs migrate; throws FlybackError with the JSON of the failure where a migration failed. */
export async function runMigrate(input: CommandInput): Promise<Outcome<MigrateResult>> {
  await using run = await CommandRun.open(input, { dryRun: 'written', isLive: true });
  await using locking = new Locking(run);
  const validatedRows = run.config.validateOnMigrate ? await validateBefore(run, locking) : null;
  const progress: MigrateProgress = { executed: [], committed: 0, initialSchemaVersion: null, warnings: [] };
  const rows = await prepareTarget(run, validatedRows, locking);
  await run.runCallbacksApart('beforeMigrate');
  try {
    await applyUnderLock(run, rows, progress, locking);
  } catch (error) {
    await locking.release();
    const { failMigrate } = await import('./migrate-failure.ts');
    return await failMigrate(run, progress, error);
  }
  const version = lastVersion(progress.executed);
  const totalMs = progress.executed.reduce((sum, { executionTimeMs }) => sum + executionTimeMs, 0);
  run.log.log('info', messages.migrated(run.target.history.schema, progress.executed.length, version, totalMs));
  if (AFTER_EVENTS.some((event) => run.hasCallbacks(event))) await locking.release();
  if (progress.executed.length > 0) await run.runCallbacksApart('afterMigrateApplied');
  await run.runCallbacksApart('afterMigrate');
  await run.runCallbacks('afterMigrateOperationFinish');
  const result = {
    initialSchemaVersion: progress.initialSchemaVersion,
    targetSchemaVersion: version,
    migrations: progress.executed,
    warnings: progress.warnings,
  };
  return { result, json: () => migrateResultJson(run, progress, null), exitCode: 0 };
}

async function validateBefore(run: CommandRun, locking: Locking): Promise<readonly HistoryRow[]> {
  const patterns = [...run.config.ignoreMigrationPatterns, { type: '*', state: 'pending' } as const];
  const readRows = (): Promise<HistoryRow[]> => (run.target.hasHistoryTable ? locking.read() : run.readHistory());
  const result = await validateHistory(run, patterns, readRows);
  if (result.error !== null) throw validationError(result);
  return result.rows;
}

/** Makes schemas and history table where they are missing, under the lock; baselines if configured. */
async function prepareTarget(
  run: CommandRun,
  validatedRows: readonly HistoryRow[] | null,
  locking: Locking,
): Promise<readonly HistoryRow[]> {
  const { config, target } = run;
  const isMissing = (): boolean =>
    !target.hasHistoryTable || (config.createSchemas && target.schemas.some((schema) => !target.schemaExists(schema)));
  if (!isMissing()) {
    if (config.createSchemas) await createSchemas(run, [], false);
    return validatedRows ?? (await locking.read());
  }
  const rows = await locking.acquire();
  await refuseHalted(run);
  await target.refresh();
  if (config.createSchemas) await createSchemas(run, rows, false);
  else if (!target.schemaExists(target.history.schema)) run.log.log('warn', messages.schemasNotCreated('migrate'));
  if (!target.hasHistoryTable) await startHistory(run);
  return target.readHistory();
}

async function startHistory(run: CommandRun): Promise<void> {
  const { baselineNewHistory, createHistoryTable, nonEmptyError } = await import('./prepare-schemas.ts');
  const { config } = run;
  const nonEmpty = await run.target.nonEmptySchemas();
  if (nonEmpty.length === 0 && config.baselineOnMigrate) run.log.log('info', messages.baselineNotNeeded());
  if (nonEmpty.length > 0 && !config.skipExecutingMigrations) {
    if (!config.baselineOnMigrate) throw nonEmptyError(nonEmpty);
    await baselineNewHistory(run);
  }
  await createHistoryTable(run, false);
}

async function applyUnderLock(
  run: CommandRun,
  rowsSeen: readonly HistoryRow[],
  progress: MigrateProgress,
  locking: Locking,
): Promise<void> {
  // Without the lock another runner is at work: wait, and see what it leaves. An instance that starts must not go on before.
  const rows = locking.isHeld ? rowsSeen : await locking.acquire();
  const entries = run.entries(rows);
  announce(run, entries, progress);
  await refuseFailed(run, entries);
  // A group takes the next version and all repeatables at once; else one migration is all.
  const pending = run.config.target.kind === 'next' && !run.config.group ? entries.pending().slice(0, 1) : entries.pending();
  if (pending.length > 0) {
    if (run.config.flyback.statementTimeout === 'plan') await (await import('./estimate-timeouts.ts')).estimateTimeouts(run, pending);
    const { applyPending } = await import('./apply-pending.ts');
    await applyPending(run, pending, entries, rows, progress);
  }
  if (!pending.some(({ version }) => version === null)) await run.runCallbacksApart('afterVersioned');
}

/** The lines before the first migration (DbMigrate.migrateGroup, 12.4). */
function announce(run: CommandRun, entries: MigrationEntries, progress: MigrateProgress): void {
  const { schema } = run.target.history;
  const current = entries.current();
  run.log.log('info', messages.currentVersion(schema, current));
  progress.initialSchemaVersion = current?.version?.text ?? null;
  if (run.config.outOfOrder) {
    const warning = messages.outOfOrderActive(schema);
    progress.warnings.push(warning);
    run.log.log('warn', warning);
  }
  warnOfFuture(run, entries);
}

async function refuseFailed(run: CommandRun, entries: MigrationEntries): Promise<void> {
  const { schema } = run.target.history;
  const failed = entries.failed();
  const [first] = messages.blockingFailures(failed, isFutureIgnored(run.config.ignoreMigrationPatterns));
  if (first !== undefined) {
    const { FailedRowError } = await import('./failed-row-error.ts');
    throw new FailedRowError(messages.containsFailed(schema, first), first);
  }
  if (failed[0] !== undefined) run.log.log('warn', messages.failedFuture(schema, failed[0]));
}

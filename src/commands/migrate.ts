import { applyInTransaction, applyWithoutTransaction, MigrationFailure, recordWithoutRunning, type ApplyOptions, type MigrationRun } from '../execute/apply-migrations.ts';
import type { PreparedScript } from '../execute/prepare-script.ts';
import { isFutureIgnored } from '../history/validate.ts';
import { FlybackError, HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import type { Migration } from '../model/migration.ts';
import { compareVersions, type Version } from '../model/version.ts';
import { failedMigrationCode } from '../report/formats/flyway-json/error.ts';
import { lastVersion, migrateJson, type ExecutedMigration } from '../report/formats/flyway-json/migrate.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { applyOptions } from './each-callbacks.ts';
import { Locking } from './history-lock.ts';
import { failedRunError, type FailedRun } from './failed-run.ts';
import { baselineNewHistory, createHistoryTable, createSchemas, nonEmptyError } from './prepare-schemas.ts';
import { validateHistory, validationError } from './validate-history.ts';

/** What migrate did. */
export interface MigrateResult {
  readonly initialSchemaVersion: string | null;
  readonly targetSchemaVersion: string | null;
  readonly migrations: readonly ExecutedMigration[];
  readonly warnings: readonly string[];
}

/** What is known while migrate runs, for its result or its failure. */
interface Progress {
  readonly executed: ExecutedMigration[];
  /** Committed ones: those of a group that was rolled back are executed, but not committed. */
  committed: number;
  initialSchemaVersion: string | null;
  readonly warnings: string[];
}

/** Runs migrate; throws FlybackError with the JSON of the failure where a migration failed. */
export async function runMigrate(input: CommandInput): Promise<Outcome<MigrateResult>> {
  await using run = await CommandRun.open(input, { dryRun: 'written' });
  const validatedRows = run.config.validateOnMigrate ? await validateBefore(run) : null;
  const progress: Progress = { executed: [], committed: 0, initialSchemaVersion: null, warnings: [] };
  await using locking = new Locking(run);
  const prepared = await prepareTarget(run, validatedRows, locking);
  await run.runCallbacksApart('beforeMigrate');
  try {
    await applyPending(run, prepared, progress, locking);
  } catch (error) {
    await locking.release();
    return await fail(run, progress, error);
  }
  const version = lastVersion(progress.executed);
  const totalMs = progress.executed.reduce((sum, { executionTimeMs }) => sum + executionTimeMs, 0);
  run.log.log('info', messages.migrated(run.target.history.schema, progress.executed.length, version, totalMs));
  await locking.release();
  if (progress.executed.length > 0) await run.runCallbacksApart('afterMigrateApplied');
  await run.runCallbacksApart('afterMigrate');
  await run.runCallbacks('afterMigrateOperationFinish');
  const result = { initialSchemaVersion: progress.initialSchemaVersion, targetSchemaVersion: version, migrations: progress.executed, warnings: progress.warnings };
  return { result, json: () => resultJson(run, progress, null), exitCode: 0 };
}

async function validateBefore(run: CommandRun): Promise<readonly HistoryRow[]> {
  const patterns = [...run.config.ignoreMigrationPatterns, { type: '*', state: 'pending' } as const];
  const result = await validateHistory(run, patterns);
  if (result.error !== null) throw validationError(result);
  return result.rows;
}

/** The rows of the history, and whether they were read under the lock. */
interface PreparedTarget {
  readonly rows: readonly HistoryRow[];
  readonly isLocked: boolean;
}

/** Makes schemas and history table where they are missing, under the lock; baselines if configured. */
async function prepareTarget(run: CommandRun, validatedRows: readonly HistoryRow[] | null, locking: Locking): Promise<PreparedTarget> {
  const { config, target } = run;
  const isMissing = (): boolean => !target.hasHistoryTable || (config.createSchemas && target.schemas.some((schema) => !target.schemaExists(schema)));
  if (!isMissing()) {
    if (config.createSchemas) await createSchemas(run, [], false);
    return { rows: validatedRows ?? (await target.readHistory()), isLocked: false };
  }
  const rows = await locking.acquire();
  await target.refresh();
  if (config.createSchemas) await createSchemas(run, rows, false);
  else if (!target.schemaExists(target.history.schema)) run.log.log('warn', messages.schemasNotCreated('migrate'));
  if (!target.hasHistoryTable) await startHistory(run);
  return { rows: await target.readHistory(), isLocked: true };
}

async function startHistory(run: CommandRun): Promise<void> {
  const { config } = run;
  const nonEmpty = await run.target.nonEmptySchemas();
  if (nonEmpty.length === 0 && config.baselineOnMigrate) run.log.log('info', messages.baselineNotNeeded());
  if (nonEmpty.length > 0 && !config.skipExecutingMigrations) {
    if (!config.baselineOnMigrate) throw nonEmptyError(nonEmpty);
    await baselineNewHistory(run);
  }
  await createHistoryTable(run, false);
}

async function applyPending(run: CommandRun, prepared: PreparedTarget, progress: Progress, locking: Locking): Promise<void> {
  let entries = run.entries(prepared.rows);
  let { rows } = prepared;
  if (!prepared.isLocked && entries.pending().length > 0) {
    // Read again under the lock: another runner may have been at work since.
    rows = await locking.acquire();
    entries = run.entries(rows);
  }
  announce(run, entries, progress);
  refuseFailed(run, entries);
  const pending = run.config.target.kind === 'next' ? entries.pending().slice(0, 1) : entries.pending();
  const queue = new Queue(run, entries, rows);
  if (run.config.skipExecutingMigrations) await record(run, queue, pending, progress);
  else if (run.config.group) await applyGroup(run, queue, pending, progress);
  else await applyEach(run, queue, pending, entries, progress);
  if (!pending.some(isRepeatable)) await run.runCallbacksApart('afterVersioned');
}

/** The lines before the first migration (DbMigrate.migrateGroup, 12.4). */
function announce(run: CommandRun, entries: MigrationEntries, progress: Progress): void {
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

function warnOfFuture(run: CommandRun, entries: MigrationEntries): void {
  if (entries.future().length === 0) return;
  const line = messages.futureLine(run.target.history.schema, entries.current(), entries.resolved());
  if (line !== null) run.log.log(line.level, line.text);
}

function refuseFailed(run: CommandRun, entries: MigrationEntries): void {
  const { schema } = run.target.history;
  const failed = entries.failed();
  const [first] = messages.blockingFailures(failed, isFutureIgnored(run.config.ignoreMigrationPatterns));
  if (first !== undefined) {
    throw new FailedRowError(messages.containsFailed(schema, first), first);
  }
  if (failed[0] !== undefined) run.log.log('warn', messages.failedFuture(schema, failed[0]));
}

/** The history holds a failed migration: nothing runs until it is repaired. */
class FailedRowError extends HistoryError {
  readonly entry: MigrationEntry;
  constructor(message: string, entry: MigrationEntry) {
    super('HISTORY_FAILED_ROW', message, { flywayCode: failedMigrationCode(entry.category), hint: 'Clean up what it left in the database, then run "flyback repair".' });
    this.entry = entry;
  }
}

const isRepeatable = (entry: MigrationEntry): boolean => entry.version === null;

/** Turns pending entries into runs: rank, order, and the callbacks where versioned ones end and repeatable ones begin. */
class Queue {
  readonly #run: CommandRun;
  #rank: number;
  #current: Version | null;
  #isVersioned = true;

  constructor(run: CommandRun, entries: MigrationEntries, rows: readonly HistoryRow[]) {
    this.#run = run;
    this.#rank = rows.at(-1)?.installedRank ?? 0;
    this.#current = entries.current()?.version ?? null;
  }

  next(entry: MigrationEntry, prepared: PreparedScript): MigrationRun {
    const migration = entry.resolved as Migration;
    const { version } = migration;
    const isOutOfOrder = version !== null && this.#current !== null && compareVersions(version, this.#current) < 0;
    if (version !== null && !isOutOfOrder) this.#current = version;
    return {
      migration,
      prepared,
      isOutOfOrder,
      before: this.#before(version),
      row: {
        installedRank: ++this.#rank,
        type: migration.type,
        version: version?.text ?? null,
        description: migration.description,
        script: migration.script,
        checksum: migration.checksum,
      },
    };
  }

  #before(version: Version | null): (() => Promise<void>) | null {
    if (version !== null || !this.#isVersioned) return null;
    this.#isVersioned = false;
    const run = this.#run;
    if (!run.hasCallbacks('afterVersioned') && !run.hasCallbacks('beforeRepeatables')) return null;
    return async () => {
      await run.runCallbacksApart('afterVersioned');
      await run.runCallbacksApart('beforeRepeatables');
    };
  }
}

async function applyEach(run: CommandRun, queue: Queue, pending: readonly MigrationEntry[], entries: MigrationEntries, progress: Progress): Promise<void> {
  // Callbacks around migrations are read only when there is one, so a broken one does not stop a run without work.
  if (pending.length === 0) return;
  const options = await migrateOptions(run);
  let upcoming = preparation(run, pending[0]);
  for (const [index, entry] of pending.entries()) {
    const prepared = await upcoming();
    const migrationRun = queue.next(entry, prepared);
    if (index > 0) warnOfFuture(run, entries);
    const applying = apply(run, [migrationRun], prepared.isTransactional, options);
    // While the server works, the next script is read and split.
    upcoming = preparation(run, pending[index + 1]);
    keep(progress, pending, await applying);
    progress.committed = progress.executed.length;
    run.forget(migrationRun.migration);
  }
  if (run.config.target.kind !== 'next') warnOfFuture(run, entries);
}

/** Starts reading a script; its error, if any, comes when the script is wanted. */
function preparation(run: CommandRun, entry: MigrationEntry | undefined): () => Promise<PreparedScript> {
  if (entry === undefined) return () => Promise.reject(new Error('no migration is left'));
  const started = run.prepare(entry.resolved as Migration);
  started.catch(() => undefined);
  return () => started;
}

async function applyGroup(run: CommandRun, queue: Queue, pending: readonly MigrationEntry[], progress: Progress): Promise<void> {
  if (pending.length === 0) return;
  const runs: MigrationRun[] = [];
  for (const entry of pending) runs.push(queue.next(entry, await run.prepare(entry.resolved as Migration)));
  const isTransactional = groupMode(run, runs);
  try {
    keep(progress, pending, await apply(run, runs, isTransactional, await migrateOptions(run)));
    progress.committed = progress.executed.length;
  } catch (error) {
    if (error instanceof MigrationFailure) keep(progress, pending, error.ranBefore);
    throw error;
  }
}

/** Whether a group runs in a transaction; refuses a mixture unless `mixed` (DbMigrate.isExecuteGroupInTransaction, 12.4). */
function groupMode(run: CommandRun, runs: readonly MigrationRun[]): boolean {
  const first = runs[0]?.prepared.isTransactional ?? true;
  const offending = runs.find(({ prepared }) => prepared.isTransactional !== first);
  if (offending !== undefined && !run.config.mixed) {
    const { migration, prepared, isOutOfOrder } = offending;
    const cause = new FlybackError('EXECUTE_MIXED', messages.mixedGroup({ ...migration, isTransactional: prepared.isTransactional, isOutOfOrder }), {
      hint: 'Apply the migration that refuses a transaction in a run of its own, or allow the mixture with -mixed=true. Nothing was run.',
    });
    throw new MigrationFailure(offending, true, [], 0, cause);
  }
  return runs.every(({ prepared }) => prepared.isTransactional);
}

async function apply(run: CommandRun, runs: readonly MigrationRun[], isTransactional: boolean, options: ApplyOptions): Promise<readonly { run: MigrationRun; executionTimeMs: number }[]> {
  const first = runs[0];
  if (isTransactional) {
    if (runs.length === 1) await first?.before?.();
    return applyInTransaction(run.target, runs.length === 1 ? runs.map((only) => ({ ...only, before: null })) : runs, options);
  }
  const done: { run: MigrationRun; executionTimeMs: number }[] = [];
  for (const one of runs) done.push(await applyWithoutTransaction(run.target, one, options));
  return done;
}

async function record(run: CommandRun, queue: Queue, pending: readonly MigrationEntry[], progress: Progress): Promise<void> {
  const runs: MigrationRun[] = [];
  let failure: { readonly error: unknown } | null = null;
  for (const entry of pending) {
    try {
      runs.push(queue.next(entry, await run.prepare(entry.resolved as Migration)));
    } catch (error) {
      failure = { error };
      break;
    }
  }
  // A group is all or nothing; else those before a file that cannot be read are kept, as when they are executed.
  if (failure !== null && (run.config.group || runs.length === 0)) throw failure.error;
  if (runs.length === 0) return;
  for (const { before } of runs) await before?.();
  await recordWithoutRunning(run.target, runs, run.dryRun);
  keep(progress, pending, runs.map((one) => ({ run: one, executionTimeMs: 0 })));
  progress.committed = progress.executed.length;
  if (failure !== null) throw failure.error;
}

function keep(progress: Progress, pending: readonly MigrationEntry[], done: readonly { readonly run: MigrationRun; readonly executionTimeMs: number }[]): void {
  for (const { run, executionTimeMs } of done) {
    const entry = pending.find(({ resolved }) => resolved?.path === run.migration.path);
    if (entry !== undefined) progress.executed.push({ entry, executionTimeMs });
  }
}

function migrateOptions(run: CommandRun): Promise<ApplyOptions> {
  return applyOptions(run, 'Migrate', (event) => messages.migrating(run.target.history.schema, event));
}

/** What a failure leaves to say: the error callbacks, the first line, the JSON. */
async function fail(run: CommandRun, progress: Progress, error: unknown): Promise<never> {
  if (!(error instanceof MigrationFailure)) {
    await run.runErrorCallbacks('afterMigrateError');
    if (error instanceof FailedRowError) {
      const failed: FailedRun = { entry: error.entry, error, text: error.message, path: error.entry.script };
      throw failedRunError(run, failed, (failure) => resultJson(run, progress, failure));
    }
    throw error;
  }
  const { migration, isOutOfOrder, prepared } = error.run;
  if (!(error.cause instanceof FlybackError && error.cause.code === 'ERR_EXECUTE_MIXED')) {
    const running = { ...migration, isOutOfOrder, isTransactional: prepared.isTransactional };
    run.log.log('error', messages.migrationFailed(run.target.history.schema, running, error.isTransactional));
  }
  await run.runErrorCallbacks('afterMigrateError');
  throw failedRunError(run, { entry: null, error, text: null, path: migration.path }, (failure) => resultJson(run, progress, failure));
}

function resultJson(run: CommandRun, progress: Progress, failure: Parameters<typeof migrateJson>[0]['failure']): ReturnType<typeof migrateJson> {
  return migrateJson({
    ...run.facts(),
    migrations: progress.executed,
    migrationsExecuted: progress.committed,
    initialSchemaVersion: progress.initialSchemaVersion,
    warnings: progress.warnings,
    failure,
  });
}

import {
  applyInTransaction,
  applyWithoutTransaction,
  MigrationFailure,
  recordWithoutRunning,
  type ApplyOptions,
  type MigrationRun,
} from '../execute/apply-migrations.ts';
import type { PreparedScript } from '../execute/prepare-script.ts';
import { FlybackError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import type { Migration } from '../model/migration.ts';
import { compareVersions, type Version } from '../model/version.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandRun } from './command-run.ts';
import { applyOptions } from './each-callbacks.ts';
import { warnOfFuture } from './future-warning.ts';
import type { MigrateProgress } from './migrate-progress.ts';
import { refuseHalted } from './refuse-halted.ts';

/** Runs (or only records) the pending migrations in order; throws MigrationFailure where one fails. The lock must be held. */
export async function applyPending(
  run: CommandRun,
  pending: readonly MigrationEntry[],
  entries: MigrationEntries,
  rows: readonly HistoryRow[],
  progress: MigrateProgress,
): Promise<void> {
  const queue = new Queue(run, entries, rows);
  if (run.config.skipExecutingMigrations) await record(run, queue, pending, progress);
  else if (run.config.group) await applyGroup(run, queue, pending, progress);
  else await applyEach(run, queue, pending, entries, progress);
}

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

async function applyEach(
  run: CommandRun,
  queue: Queue,
  pending: readonly MigrationEntry[],
  entries: MigrationEntries,
  progress: MigrateProgress,
): Promise<void> {
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
  // After the message that the caller is about to send has left.
  const started = new Promise<void>((resolve) => setImmediate(resolve)).then(() => run.prepare(entry.resolved as Migration));
  started.catch(() => undefined);
  return () => started;
}

async function applyGroup(run: CommandRun, queue: Queue, pending: readonly MigrationEntry[], progress: MigrateProgress): Promise<void> {
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
    const cause = new FlybackError(
      'EXECUTE_MIXED',
      messages.mixedGroup({ ...migration, isTransactional: prepared.isTransactional, isOutOfOrder }),
      {
        hint: 'Apply the migration that refuses a transaction in a run of its own, or allow the mixture with -mixed=true. Nothing was run.',
      },
    );
    throw new MigrationFailure(offending, true, [], 0, cause);
  }
  return runs.every(({ prepared }) => prepared.isTransactional);
}

async function apply(
  run: CommandRun,
  runs: readonly MigrationRun[],
  isTransactional: boolean,
  options: ApplyOptions,
): Promise<readonly { run: MigrationRun; executionTimeMs: number }[]> {
  const first = runs[0];
  if (isTransactional) {
    if (runs.length === 1) await first?.before?.();
    return applyInTransaction(run.target, runs.length === 1 ? runs.map((only) => ({ ...only, before: null })) : runs, options);
  }
  const done: { run: MigrationRun; executionTimeMs: number }[] = [];
  for (const one of runs) {
    try {
      done.push(await applyWithoutTransaction(run.target, one, options));
    } catch (error) {
      if (!(error instanceof MigrationFailure)) throw error;
      throw new MigrationFailure(error.run, error.isTransactional, done, error.statementsDone, error.cause);
    }
  }
  return done;
}

async function record(run: CommandRun, queue: Queue, pending: readonly MigrationEntry[], progress: MigrateProgress): Promise<void> {
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
  await refuseHalted(run);
  for (const { before } of runs) await before?.();
  await recordWithoutRunning(run.target, runs, run.dryRun);
  keep(
    progress,
    pending,
    runs.map(() => ({ executionTimeMs: 0 })),
  );
  progress.committed = progress.executed.length;
  if (failure !== null) throw failure.error;
}

function keep(progress: MigrateProgress, pending: readonly MigrationEntry[], done: readonly { readonly executionTimeMs: number }[]): void {
  // They are applied in the order in which they are pending.
  for (const { executionTimeMs } of done) {
    const entry = pending[progress.executed.length];
    if (entry !== undefined) progress.executed.push({ entry, executionTimeMs });
  }
}

function migrateOptions(run: CommandRun): Promise<ApplyOptions> {
  return applyOptions(run, 'Migrate', (event) => messages.migrating(run.target.history.schema, event));
}

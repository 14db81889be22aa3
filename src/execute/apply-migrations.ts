import { insertRowSql, MARK_START_SQL } from '../history/write-history.ts';
import type { Migration, MigrationType } from '../model/migration.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { TargetDatabase } from './target-database.ts';
import { CallbackFailure, callbackSteps, type PreparedCallback, runCallback, runInTransaction } from './callbacks.ts';
import type { DryRun } from './dry-run.ts';
import type { OutsideRun } from './outside/outside-run.ts';
import { executeOwn, type OwnStatement } from './own-statements.ts';
import { refusalOf } from './guard.ts';
import type { PreparedScript } from './prepare-script.ts';
import { ScriptFailure } from './script-failure.ts';
import { internalStep, type StatementWatch, type Step } from './step.ts';
import { StepRunner, type StepRunOptions } from './step-runner.ts';

/** A migration about to run, and the history row that it will leave. */
export interface MigrationRun {
  readonly migration: Migration;
  readonly prepared: PreparedScript;
  readonly isOutOfOrder: boolean;
  readonly row: {
    readonly installedRank: number;
    readonly type: MigrationType;
    readonly version: string | null;
    readonly description: string;
    readonly script: string;
    readonly checksum: number | null;
  };
  /** Runs before this migration on a session of its own (afterVersioned, beforeRepeatables). */
  readonly before: (() => Promise<void>) | null;
}

/** The callbacks around each migration and each statement, for migrate or undo. */
export interface EachCallbacks {
  readonly before: readonly PreparedCallback[];
  readonly after: readonly PreparedCallback[];
  readonly error: readonly PreparedCallback[];
  readonly beforeStatement: readonly PreparedCallback[];
  readonly afterStatement: readonly PreparedCallback[];
  readonly statementError: readonly PreparedCallback[];
}

export interface ApplyOptions extends StepRunOptions {
  readonly callbacks: EachCallbacks;
  /** Statements that take back what earlier migrations have set (`flyback.resetSession`); none by default. */
  readonly resetStatements: readonly string[];
  readonly watch?: StatementWatch;
  /** A failure outside a transaction leaves a row with success = false. */
  readonly recordsFailure: (run: MigrationRun) => boolean;
  /** Told that a callback for errors failed itself; the first error stays the one reported. */
  readonly onErrorCallbackFailure: (error: unknown) => void;
}

/** A migration failed; `applied` are those of the same transaction whose scripts had run before it. */
export class MigrationFailure extends Error {
  readonly run: MigrationRun;
  readonly isTransactional: boolean;
  readonly ranBefore: readonly { readonly run: MigrationRun; readonly executionTimeMs: number }[];
  /** Statements of the failed script that completed before the error. */
  readonly statementsDone: number;
  override readonly cause: unknown;
  constructor(
    run: MigrationRun,
    isTransactional: boolean,
    ranBefore: readonly { readonly run: MigrationRun; readonly executionTimeMs: number }[],
    statementsDone: number,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.name = 'MigrationFailure';
    this.run = run;
    this.isTransactional = isTransactional;
    this.ranBefore = ranBefore;
    this.statementsDone = statementsDone;
    this.cause = cause;
  }
}

/** What is known while a batch runs, for the message of its failure. */
interface Progress {
  current: MigrationRun;
  statementsDone: number;
  /** The script of `current` has been entered: an error is the migration's and not a callback's. */
  isInScript: boolean;
  readonly done: { readonly run: MigrationRun; readonly executionTimeMs: number }[];
}

/** Runs migrations (one, or a group) and their rows in one transaction; answers their times. Throws MigrationFailure or the error of a callback or of COMMIT. */
export async function applyInTransaction(
  target: TargetDatabase,
  runs: readonly MigrationRun[],
  options: ApplyOptions,
): Promise<readonly { run: MigrationRun; executionTimeMs: number }[]> {
  const first = runs[0];
  if (first === undefined) return [];
  const started = performance.now();
  let progress = newProgress(first);
  const endsTransaction = runs.some((run) => run.prepared.endsTransaction);
  const tasks = runs.map(({ before }) => (before === null ? null : once(before)));
  const steps = (): Iterable<Step> => {
    progress = newProgress(first);
    return groupSteps(target, runs, tasks, options, progress, started);
  };
  try {
    await runInTransaction(target.session, steps, options, {
      isSingle: endsTransaction || hasStatementCallbacks(options.callbacks),
      isAtomic:
        !endsTransaction &&
        !Object.values(options.callbacks)
          .flat()
          .some(({ prepared }) => prepared.endsTransaction),
      isGuardedBefore: runs.some(({ prepared }) => prepared.setsTransactionMode),
    });
  } catch (error) {
    const cause = inCallback(await told(error, target, runs, options), options.callbacks);
    if (!progress.isInScript) throw cause;
    if (!target.session.isLost) await runErrorCallbacks(target, options);
    throw new MigrationFailure(progress.current, true, progress.done, progress.statementsDone, cause);
  }
  for (const { run, executionTimeMs } of progress.done)
    options.observer({ kind: 'migration-end', migration: run.migration, executionTimeMs });
  return progress.done;
}

/** Where the connection was lost on the way, the error says whether the transaction was committed. */
async function told(
  error: unknown,
  target: TargetDatabase,
  runs: readonly MigrationRun[],
  { live, signal }: ApplyOptions,
): Promise<unknown> {
  const last = runs.at(-1);
  if (live === null || live.options.open === null || last === undefined) return error;
  const { isLoss, withOutcome } = await import('./lost-outcome.ts');
  if (!isLoss(error)) return error;
  const { history, session } = target;
  live.options.observer({ kind: 'warning', text: `The connection was lost: asking the database what became of ${last.migration.script}` });
  return withOutcome(error, { history, last, pid: live.options.pidOf(session), open: live.options.open, signal });
}

/** Runs one migration statement by statement without a transaction, then writes its row. */
export async function applyWithoutTransaction(
  target: TargetDatabase,
  run: MigrationRun,
  options: ApplyOptions,
): Promise<{ run: MigrationRun; executionTimeMs: number }> {
  const started = performance.now();
  const progress = newProgress(run);
  const elapsed = (): number => Math.round(performance.now() - started);
  const runner = new StepRunner(target.session, options, 'single');
  const outside = await outsideRun(target, run, options);
  await run.before?.();
  try {
    await runner.run(scriptSteps(target, run, options, progress, outside));
  } catch (error) {
    const cause = inCallback((await options.live?.worded(error, target.session)) ?? error, options.callbacks);
    if (!progress.isInScript) throw cause;
    if (!target.session.isLost) {
      if (options.recordsFailure(run)) await recordAfter(target, run, options, elapsed(), false);
      await runErrorCallbacks(target, options);
    }
    throw new MigrationFailure(run, false, [], progress.statementsDone, cause);
  }
  const executionTimeMs = elapsed();
  await recordAfter(target, run, options, executionTimeMs, true, outside?.closingStatements());
  options.observer({ kind: 'migration-end', migration: run.migration, executionTimeMs });
  return { run, executionTimeMs };
}

/** Nothing is done around statements that are only written down, or whose errors are treated otherwise than the server meant them. */
async function outsideRun(target: TargetDatabase, run: MigrationRun, options: ApplyOptions): Promise<OutsideRun | null> {
  if (options.dryRun !== null || options.overrides.length > 0) return null;
  // Few scripts run outside of a transaction: the others need not wait until this is loaded.
  const { OutsideRun: Run } = await import('./outside/outside-run.ts');
  return new Run(target, run, options);
}

/** Writes the row of a script that ran outside of a transaction, whatever it has set, and however long somebody else holds the table. */
async function recordAfter(
  target: TargetDatabase,
  run: MigrationRun,
  { dryRun, live, observer }: ApplyOptions,
  executionTimeMs: number,
  success: boolean,
  besides: readonly string[] = [],
): Promise<void> {
  await executeOwn(target.session, dryRun, [
    target.closingStatement(live, 'outside', run.prepared),
    insertStatement(target, run, executionTimeMs, success),
    ...besides,
  ]);
  const retake = live?.retakeLockSql(run.prepared) ?? null;
  if (live === null || retake === null) return;
  const [result] = await target.session.query(retake).catch(async (error: unknown) => {
    throw await live.worded(error instanceof ServerError ? refusalOf(error) : error, target.session);
  });
  tellRetaken(result?.rows[0]?.[0] === 'f', run.migration, observer);
}

/** Writes the rows of migrations that are recorded without being run (`skipExecutingMigrations`). One round trip. */
export async function recordWithoutRunning(target: TargetDatabase, runs: readonly MigrationRun[], dryRun: DryRun | null): Promise<void> {
  await executeOwn(
    target.session,
    dryRun,
    runs.map((run) => insertStatement(target, run, 0, true)),
  );
}

function newProgress(run: MigrationRun): Progress {
  return { current: run, statementsDone: 0, isInScript: false, done: [] };
}

function* groupSteps(
  target: TargetDatabase,
  runs: readonly MigrationRun[],
  tasks: readonly ((() => Promise<void>) | null)[],
  options: ApplyOptions,
  progress: Progress,
  started: number,
): Generator<Step> {
  const isGroup = runs.length > 1;
  for (const [index, run] of runs.entries()) {
    const before = tasks[index] ?? null;
    if (before !== null) {
      // Meanwhile this session waits for another one of ours.
      if (options.live !== null) yield internalStep('Unable to wait in a transaction', 'SET LOCAL idle_in_transaction_session_timeout = 0');
      yield { kind: 'task', run: before };
    }
    if (isGroup) yield internalStep('Unable to note the time', MARK_START_SQL);
    yield* scriptSteps(target, run, options, progress);
    yield* closingSteps(target, run, options);
    yield {
      kind: 'internal',
      label: insertLabel(target, run),
      text: (isOneMessage) =>
        insertSql(target, run, isGroup ? 'since-mark' : isOneMessage ? 'since-begin' : performance.now() - started, true),
      onRows: (rows) => progress.done.push({ run, executionTimeMs: Number(rows[0]?.[0] ?? 0) }),
    };
  }
}

function* scriptSteps(
  target: TargetDatabase,
  run: MigrationRun,
  options: ApplyOptions,
  progress: Progress,
  outside: OutsideRun | null = null,
): Generator<Step> {
  const { callbacks, watch } = options;
  const { prepared, migration } = run;
  const { setsTransactionMode, isTransactional } = prepared;
  const place = isTransactional ? 'transaction' : 'outside';
  // PREPARE TRANSACTION refuses a lock that both the session and the transaction hold.
  const isUnderLock = !prepared.endsTransaction;
  const opening = target.openingStatements({
    session: target.session,
    script: prepared.script,
    setsTransactionMode,
    live: options.live,
    place,
    isUnderLock,
  });
  for (const text of [...options.resetStatements, ...opening]) yield internalStep('Unable to restore the role and search path', text);
  for (const callback of callbacks.before) yield* callbackSteps(callback);
  yield {
    kind: 'event',
    event: {
      kind: 'migration-start',
      migration,
      isTransactional: prepared.isTransactional,
      isOutOfOrder: run.isOutOfOrder,
      statements: prepared.statementCount,
    },
  };
  if (outside !== null) yield { kind: 'task', run: () => outside.begin() };
  yield { kind: 'marker', reached: () => Object.assign(progress, { current: run, statementsDone: 0, isInScript: true }) };
  for (const statement of prepared.statements()) {
    for (const callback of callbacks.beforeStatement) yield* callbackSteps(callback);
    if (watch !== undefined) yield { kind: 'task', run: () => watch.before(statement) };
    yield outside?.step(statement) ?? { kind: 'statement', script: prepared, statement };
    yield { kind: 'marker', reached: () => progress.statementsDone++ };
    if (watch !== undefined) yield { kind: 'task', run: () => watch.after(statement) };
    for (const callback of callbacks.afterStatement) yield* callbackSteps(callback);
  }
  yield { kind: 'marker', reached: () => Object.assign(progress, { isInScript: false }) };
  for (const callback of callbacks.after) yield* callbackSteps(callback);
}

function insertLabel(target: TargetDatabase, run: MigrationRun): string {
  return `Unable to insert row for version '${run.row.version}' in Schema History table ${target.history.quoted}`;
}

function insertStatement(target: TargetDatabase, run: MigrationRun, executionTimeMs: number, success: boolean): OwnStatement {
  return { label: insertLabel(target, run), text: insertSql(target, run, executionTimeMs, success) };
}

function insertSql(
  target: TargetDatabase,
  run: MigrationRun,
  executionTime: number | 'since-begin' | 'since-mark',
  success: boolean,
): string {
  return insertRowSql(target.history, { ...run.row, installedBy: target.installedBy, executionTime, success });
}

/** Gives role, limits and, where a script may have given it away, the lock of the history back. */
function* closingSteps(target: TargetDatabase, { prepared, migration }: MigrationRun, { live, observer }: ApplyOptions): Generator<Step> {
  yield internalStep('Unable to restore the role', target.closingStatement(live, 'transaction', prepared));
  const retake = live?.retakeLockSql(prepared) ?? null;
  if (retake === null) return;
  yield {
    ...internalStep('Unable to take the lock of the schema history again', retake),
    onRows: ([row]) => tellRetaken(row?.[0] === 'f', migration, observer),
  };
}

function tellRetaken(wasGivenBack: boolean, { script }: Migration, observer: ApplyOptions['observer']): void {
  if (wasGivenBack) observer({ kind: 'warning', text: `${script} gave back the lock that keeps other runs out; it was taken again` });
}

/** Work that is not repeated with the transaction around it. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}

/** An error in the script of a callback is the callback's. */
function inCallback(error: unknown, callbacks: EachCallbacks): unknown {
  if (!(error instanceof ScriptFailure)) return error;
  const callback = Object.values(callbacks)
    .flat()
    .find(({ prepared }) => prepared === error.script);
  return callback === undefined ? error : new CallbackFailure(callback.callback.event, error);
}

function hasStatementCallbacks(callbacks: EachCallbacks): boolean {
  return callbacks.beforeStatement.length + callbacks.afterStatement.length > 0;
}

// Flyway runs these on the aborted transaction, where they fail and hide the real error; we run them after the rollback.
async function runErrorCallbacks(target: TargetDatabase, options: ApplyOptions): Promise<void> {
  for (const callback of [...options.callbacks.statementError, ...options.callbacks.error]) {
    try {
      await runCallback(target, target.session, callback, options);
    } catch (error) {
      options.onErrorCallbackFailure(error);
    }
  }
}

import { FlybackError } from '../model/errors.ts';
import type { CallbackScript } from '../model/migration.ts';
import { ConnectionLostError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import type { PreparedScript } from './prepare-script.ts';
import { internalStep, type Step } from './step.ts';
import type { Opening, TargetDatabase } from './target-database.ts';
import { StepRunner, type StepRunOptions, UnparsedMessage } from './step-runner.ts';
import { EventsOnce } from './events-once.ts';
import { GuardFailure } from './guard.ts';
import { Retries } from './retries.ts';

/** A callback that can run. */
export interface PreparedCallback {
  readonly callback: CallbackScript;
  readonly prepared: PreparedScript;
}

/** A callback script failed; the cause is the ScriptFailure. */
export class CallbackFailure extends FlybackError {
  readonly event: string;
  constructor(event: string, cause: Error) {
    super('EXECUTE_CALLBACK', `Error while executing ${event} callback: ${cause.message}`, {
      cause,
      flywayCode: 'DB_CONNECTION',
      ...(cause instanceof FlybackError
        ? { place: cause.place, hint: cause.hint, flywayCode: cause.flywayCode === 'ERROR' ? 'DB_CONNECTION' : cause.flywayCode }
        : {}),
    });
    this.event = event;
  }
}

/** The steps of a callback inside somebody's transaction. */
export function* callbackSteps(callback: PreparedCallback): Generator<Step> {
  const { prepared } = callback;
  if (!prepared.script.config.shouldExecute) return;
  yield { kind: 'event', event: { kind: 'callback', callback: callback.callback, isTransactional: prepared.isTransactional } };
  for (const statement of prepared.statements()) yield { kind: 'statement', script: prepared, statement };
}

/** Runs a callback on its own, on the target's session or another one: in a transaction of its own where its statements allow one. */
export async function runCallback(
  target: TargetDatabase,
  session: Session,
  callback: PreparedCallback,
  options: StepRunOptions,
): Promise<void> {
  const { prepared } = callback;
  if (!prepared.script.config.shouldExecute) return;
  const place = prepared.isTransactional ? 'transaction' : 'outside';
  const opening: Opening = { session, script: null, setsTransactionMode: false, live: options.live, place, isUnderLock: false };
  const steps = function* (): Generator<Step> {
    for (const text of target.openingStatements(opening)) yield internalStep('Unable to restore the role and search path', text);
    yield* callbackSteps(callback);
  };
  try {
    await (prepared.isTransactional
      ? runInTransaction(session, steps, options, {
          isSingle: prepared.endsTransaction,
          isAtomic: !prepared.endsTransaction,
          isGuardedBefore: false,
        })
      : new StepRunner(session, options, 'single').run(steps()));
  } catch (error) {
    const worded = (await options.live?.worded(error, session)) ?? error;
    if (worded instanceof FlybackError && worded.code === 'ERR_HALTED') throw worded;
    throw worded instanceof Error ? new CallbackFailure(callback.callback.event, worded) : worded;
  }
}

/** How a transaction is run. */
export interface TransactionMode {
  /** Each statement is a message of its own. */
  readonly isSingle: boolean;
  /** All of it is taken back when it fails: no script in it ends the transaction. */
  readonly isAtomic: boolean;
  /** A script in it sets the mode of the transaction, so that the guard has to be asked before it begins. */
  readonly isGuardedBefore: boolean;
}

/**
 * Runs steps in one transaction, packed into as few messages as possible. When a message cannot be parsed, nothing of it has run:
 * the transaction is rolled back and run again statement by statement, so that the error shown is the first one in order.
 * On a live database it is also run again, as a whole, when a lock could not be had.
 */
export async function runInTransaction(
  session: Session,
  steps: () => Iterable<Step>,
  options: StepRunOptions,
  { isSingle, isAtomic, isGuardedBefore }: TransactionMode,
): Promise<void> {
  const { live } = options;
  const retries = live === null ? null : new Retries(live, session);
  const events = new EventsOnce(options.observer);
  let isPacked = !isSingle && !options.announcesStatements && options.dryRun === null && options.overrides.length === 0;
  for (;;) {
    events.beginAttempt();
    const runner = new StepRunner(session, { ...options, observer: events.observer }, isPacked ? 'packed' : 'single');
    if (!isPacked) runner.reopenTransactions();
    try {
      if (isGuardedBefore) await live?.askGuard(session);
      return await attempt(session, steps, runner);
    } catch (error) {
      live?.noteReset(session);
      if (error instanceof UnparsedMessage && isPacked) isPacked = false;
      else if (error instanceof GuardFailure && error.refusal === 'control-schema-is-new') live?.noteControlSchema();
      else if (retries === null || !isAtomic || error instanceof GuardFailure) throw (await live?.worded(error, session)) ?? error;
      else await retries.next(error);
    }
  }
}

async function attempt(session: Session, steps: () => Iterable<Step>, runner: StepRunner): Promise<void> {
  try {
    await runner.run(enclosed(steps()));
  } catch (error) {
    if (!session.isLost && !runner.isDryRun) await rolledBack(session);
    throw error;
  }
}

/** An error may be the last thing that the server says to a session. */
async function rolledBack(session: Session): Promise<void> {
  await session.send('ROLLBACK').catch((error: unknown) => {
    if (!(error instanceof ConnectionLostError)) throw error;
  });
}

function* enclosed(steps: Iterable<Step>): Generator<Step> {
  yield internalStep('Unable to begin a transaction', 'BEGIN');
  yield* steps;
  yield internalStep(COMMIT_LABEL, 'COMMIT');
}

/** Flyway's title for an error at COMMIT (TransactionalExecutionTemplate, 12.4). */
export const COMMIT_LABEL = 'Unable to commit transaction';

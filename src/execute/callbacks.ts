import { FlybackError } from '../model/errors.ts';
import type { CallbackScript } from '../model/migration.ts';
import type { Session } from '../postgres/session.ts';
import type { PreparedScript } from './prepare-script.ts';
import { internalStep, type Step } from './step.ts';
import { StepRunner, type StepRunOptions, UnparsedMessage } from './step-runner.ts';

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

/** Runs a callback on its own: in a transaction of its own where its statements allow one. */
export async function runCallback(
  session: Session,
  callback: PreparedCallback,
  resetStatements: readonly string[],
  options: StepRunOptions,
): Promise<void> {
  if (!callback.prepared.script.config.shouldExecute) return;
  const steps = function* (): Generator<Step> {
    for (const text of resetStatements) yield internalStep('Unable to restore the role and search path', text);
    yield* callbackSteps(callback);
  };
  try {
    await (callback.prepared.isTransactional
      ? runInTransaction(session, steps, options, callback.prepared.endsTransaction)
      : new StepRunner(session, options, 'single').run(steps()));
  } catch (error) {
    throw error instanceof Error ? new CallbackFailure(callback.callback.event, error) : error;
  }
}

/**
 * Runs steps in one transaction, packed into as few messages as possible. When a message cannot be parsed, nothing of it has run:
 * the transaction is rolled back and run again statement by statement, so that the error shown is the first one in order.
 */
export async function runInTransaction(
  session: Session,
  steps: () => Iterable<Step>,
  options: StepRunOptions,
  isSingle: boolean,
): Promise<void> {
  let skipEvents = 0;
  if (!isSingle && !options.announcesStatements && options.dryRun === null && options.overrides.length === 0) {
    try {
      await attempt(session, steps, new StepRunner(session, options, 'packed'));
      return;
    } catch (error) {
      if (!(error instanceof UnparsedMessage)) throw error;
      skipEvents = error.reported;
    }
  }
  const runner = new StepRunner(session, options, 'single', skipEvents);
  runner.reopenTransactions();
  await attempt(session, steps, runner);
}

async function attempt(session: Session, steps: () => Iterable<Step>, runner: StepRunner): Promise<void> {
  try {
    await runner.run(enclosed(steps()));
  } catch (error) {
    if (!session.isLost && !runner.isDryRun) await session.send('ROLLBACK');
    throw error;
  }
}

function* enclosed(steps: Iterable<Step>): Generator<Step> {
  yield internalStep('Unable to begin a transaction', 'BEGIN');
  yield* steps;
  yield internalStep(COMMIT_LABEL, 'COMMIT');
}

/** Flyway's title for an error at COMMIT (TransactionalExecutionTemplate, 12.4). */
export const COMMIT_LABEL = 'Unable to commit transaction';

import { callbackSteps, type PreparedCallback } from '../../execute/callbacks.ts';
import type { PreparedScript } from '../../execute/prepare-script.ts';
import { internalStep, type Step } from '../../execute/step.ts';
import { StepRunner, type StepRunOptions } from '../../execute/step-runner.ts';
import type { Session } from '../../postgres/session.ts';
import { readPositions, restorePositions } from './sequence-positions.ts';
import type { SeenStatement } from './seen-statement.ts';
import { TransactionObserver } from './transaction-observer.ts';

/** What a session keeps although its transaction is rolled back. */
const FORGET = ['DEALLOCATE ALL', 'SELECT pg_catalog.pg_advisory_unlock_all()'];

export interface ObservedScript {
  readonly script: PreparedScript;
  /** What comes before the first statement: role, search path. */
  readonly opening: readonly string[];
  /** Callbacks that run in the script's transaction before it. */
  readonly callbacks: readonly PreparedCallback[];
  readonly options: StepRunOptions;
  /** No statement behind this one is observed. */
  readonly mostStatements: number;
}

/** The script ends no transaction before its last statement, so that one around it can be rolled back. */
export function canBeTakenBack(script: PreparedScript): boolean {
  if (!script.endsTransaction) return true;
  const controls = [...script.statements()].filter(({ control }) => control !== null);
  const [begin, commit] = controls;
  return controls.length === 2 && begin?.control === 'begin' && commit?.control === 'commit' && commit.index === script.statementCount - 1;
}

/** What was seen of a script, and why not all of it. */
export interface SeenScript {
  readonly seen: readonly SeenStatement[];
  readonly error: unknown;
}

/**
 * Runs a script in a transaction that is rolled back, each statement on its own, and looks at it after each. Afterwards the database is what it was:
 * sequences are put back as well.
 */
export async function observeInTransaction(session: Session, observed: ObservedScript): Promise<SeenScript> {
  const observer = await TransactionObserver.begin(session);
  const positions = await readPositions(session, observer.relations.values());
  let error: unknown = null;
  try {
    await new StepRunner(session, { ...observed.options, observer: () => undefined }, 'single').run(steps(observed, observer));
  } catch (failure) {
    error = failure;
  }
  if (!session.isLost) {
    await session.send('ROLLBACK');
    await restorePositions(session, positions);
    for (const text of FORGET) await session.send(text);
  }
  return { seen: observer.seen, error };
}

function* steps({ script, opening, callbacks, mostStatements }: ObservedScript, observer: TransactionObserver): Generator<Step> {
  yield internalStep('Unable to begin a transaction', 'BEGIN');
  for (const text of opening) yield internalStep('Unable to restore the role and search path', text);
  for (const callback of callbacks) yield* callbackSteps(callback);
  for (const statement of script.statements()) {
    if (statement.index >= mostStatements) return;
    // Its own BEGIN and COMMIT around all of it, where canBeTakenBack allows them.
    if (statement.control === 'begin' || statement.control === 'commit') continue;
    yield { kind: 'task', run: () => observer.before() };
    yield { kind: 'statement', script, statement };
    yield { kind: 'task', run: () => observer.after(statement) };
  }
}

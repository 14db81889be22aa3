import type { PreparedScript } from '../../execute/prepare-script.ts';
import { internalStep, type Step } from '../../execute/step.ts';
import { StepRunner, type StepRunOptions } from '../../execute/step-runner.ts';
import type { Session } from '../../postgres/session.ts';

export interface TimedScript {
  readonly script: PreparedScript;
  /** What comes before the first statement: role, search path. */
  readonly opening: readonly string[];
  readonly options: StepRunOptions;
}

/** Runs a script on a database that is thrown away afterwards; answers the milliseconds of its statements, as far as it comes. */
export async function timeScript(session: Session, timed: TimedScript): Promise<readonly number[]> {
  const times: number[] = [];
  try {
    await new StepRunner(session, { ...timed.options, observer: () => undefined }, 'single').run(steps(timed, times));
  } finally {
    if (!session.isLost) await session.send('ROLLBACK');
  }
  return times;
}

function* steps({ script, opening }: TimedScript, times: number[]): Generator<Step> {
  if (script.isTransactional) yield internalStep('Unable to begin a transaction', 'BEGIN');
  for (const text of opening) yield internalStep('Unable to restore the role and search path', text);
  for (const statement of script.statements()) {
    let started = 0;
    yield {
      kind: 'task',
      run: () => {
        started = performance.now();
        return Promise.resolve();
      },
    };
    yield { kind: 'statement', script, statement };
    yield {
      kind: 'task',
      run: () => {
        times.push(performance.now() - started);
        return Promise.resolve();
      },
    };
  }
}

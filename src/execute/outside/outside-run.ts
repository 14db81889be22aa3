import type { PreparedScript, ScriptStatement } from '../prepare-script.ts';
import type { StepRunOptions } from '../step-runner.ts';
import type { StatementStep } from '../step.ts';
import type { TargetDatabase } from '../target-database.ts';
import { buildIndex } from './build-index.ts';
import { isConcurrentBuild, readConcurrentIndex } from './concurrent-index.ts';

/** A failure has its own work to do; its error should not come much later. */
const LONGEST_CLEAN_UP_MS = 30_000;

/** The statements of one script outside of a transaction: what is done around each of them, so that a run that was killed can be run again. */
export class OutsideRun {
  readonly #target: TargetDatabase;
  readonly #options: StepRunOptions;
  readonly #script: PreparedScript;

  constructor(target: TargetDatabase, script: PreparedScript, options: StepRunOptions) {
    this.#target = target;
    this.#options = options;
    this.#script = script;
  }

  /** A statement of the script with what is to be done around it. */
  step(statement: ScriptStatement): StatementStep {
    const plain: StatementStep = { kind: 'statement', script: this.#script, statement };
    if (!isConcurrentBuild(this.#script.bytes.subarray(statement.tokenStart, statement.end))) return plain;
    return {
      ...plain,
      around: async (send) => {
        const index = await readConcurrentIndex(statement.sql).catch(() => null);
        return index === null ? send() : buildIndex(this.#context(plain), index, send);
      },
    };
  }

  #context(step: StatementStep): Parameters<typeof buildIndex>[0] {
    const { observer, signal, live } = this.#options;
    return {
      session: this.#target.session,
      step,
      warn: (text) => observer({ kind: 'warning', text }),
      signal,
      isDevelopment: live === null || live.limits.environment === 'development',
      cleanUpBudgetMs: Math.min(LONGEST_CLEAN_UP_MS, Math.max(live?.limits.retryBudgetMs ?? LONGEST_CLEAN_UP_MS, 1)),
    };
  }
}

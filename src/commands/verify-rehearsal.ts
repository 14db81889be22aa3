import type { PreparedScript } from '../execute/prepare-script.ts';
import { internalStep, type Step } from '../execute/step.ts';
import { StepRunner, type StepRunOptions } from '../execute/step-runner.ts';
import type { Logger } from '../model/log.ts';
import type { ProofError } from '../model/verdict.ts';
import { findCulprits, type Attempt, type Culprits, type Lack } from '../verify/rows/find-culprits.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';
import type { VerifyBatch } from './verify-batch.ts';
import { proofError } from './verify-errors.ts';
import { limitSession } from './verify-limit.ts';
import { emptyBefore, emptyTable, makeRows } from './verify-made-rows.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

/** Errors of what works in several transactions and not in one: a new value of an enum, a table with events that wait. */
const ONLY_TOGETHER: readonly string[] = ['55P04', '55006'];

/** A script of the batch, ready to run. */
interface RehearsedScript {
  readonly item: RoundTripItem;
  readonly prepared: PreparedScript;
}

/**
 * Runs the ups of a batch on made rows, again and again, until it is known what in the rows makes them fail. Where all scripts can be run in one
 * transaction, that is rolled back each time; else the database is copied for each.
 */
export async function rehearse(bench: VerifyWorkbench, batch: VerifyBatch, log: Logger): Promise<Culprits> {
  const rehearsal = new Rehearsal(bench, batch);
  let count = 0;
  const culprits = await findCulprits((lack) => {
    log.progress?.({ kind: 'waiting', text: `looking for the rows that make the batch fail, attempt ${++count}` });
    return rehearsal.attempt(lack);
  });
  log.progress?.({ kind: 'waiting', text: '' });
  return culprits;
}

class Rehearsal {
  readonly #bench: VerifyWorkbench;
  readonly #batch: VerifyBatch;
  /** Null: not looked at yet. */
  #isInOneTransaction: boolean | null = null;
  #scripts: readonly RehearsedScript[] = [];

  constructor(bench: VerifyWorkbench, batch: VerifyBatch) {
    this.#bench = bench;
    this.#batch = batch;
  }

  async attempt(lack: Lack): Promise<Attempt> {
    this.#isInOneTransaction ??= await this.#fitsOneTransaction();
    const { oddities, rows, tablesBefore } = await makeRows(this.#bench, this.#batch, lack);
    this.#bench.refillWith(null);
    const tables = [...rows.keys()];
    if (this.#isInOneTransaction) {
      const failure = await this.#tryTogether(lack);
      if (failure === null || !ONLY_TOGETHER.includes(failure.sqlState ?? '')) {
        for (const table of tables) await emptyTable(this.#bench.run.session, table);
        return { oddities, tables, tablesBefore, failure };
      }
      this.#isInOneTransaction = false;
    }
    const failure = await this.#tryOneByOne(lack);
    await this.#bench.returnToCheckpoint();
    return { oddities, tables, tablesBefore, failure };
  }

  async #fitsOneTransaction(): Promise<boolean> {
    const { run } = this.#bench;
    const { callbacks } = await this.#bench.migrateOptions();
    try {
      this.#scripts = await Promise.all(this.#batch.items.map(async (item) => ({ item, prepared: await run.prepare(item.migration) })));
    } catch {
      // What cannot be read is found out by its own run.
      return false;
    }
    const isPlain = ({ prepared }: RehearsedScript): boolean =>
      prepared.isTransactional && !prepared.endsTransaction && !prepared.setsTransactionMode && !run.session.isLost;
    return Object.values(callbacks).flat().length === 0 && this.#scripts.every(isPlain);
  }

  async #tryTogether(lack: Lack): Promise<ProofError | null> {
    const { session, config } = this.#bench.run;
    const options: StepRunOptions = { ...(await this.#bench.migrateOptions()), observer: () => undefined };
    let script = '';
    const limit = limitSession(session, config.flyback.verifyTimeoutS, (pid) => this.#bench.terminate(pid));
    let failure: unknown = null;
    try {
      const steps = this.#steps(lack, (name) => (script = name));
      await new StepRunner(session, options, 'packed').run(steps);
    } catch (error) {
      failure = error;
    }
    const stopped = await limit.end();
    await session.query('ROLLBACK');
    return failure === null ? null : proofError(failure, 'up', script, stopped);
  }

  *#steps({ emptied }: Lack, reached: (script: string) => void): Generator<Step> {
    const { target } = this.#bench.run;
    yield internalStep('Unable to begin a transaction', 'BEGIN');
    for (const { item, prepared } of this.#scripts) {
      const { script } = item.migration;
      for (const text of target.resetStatements()) yield internalStep('Unable to restore the role and search path', text);
      for (const table of emptied.get(script) ?? []) yield internalStep('Unable to empty a table', `TRUNCATE ${table} CASCADE`);
      yield { kind: 'marker', reached: () => reached(script) };
      for (const statement of prepared.statements()) yield { kind: 'statement', script: prepared, statement };
      // Its transaction would end here.
      yield internalStep('Unable to check what was deferred', 'SET CONSTRAINTS ALL IMMEDIATE');
    }
  }

  async #tryOneByOne(lack: Lack): Promise<ProofError | null> {
    for (const item of this.#batch.items) {
      await emptyBefore(this.#bench, item, lack);
      const { error } = await this.#bench.up(item, 'up');
      if (error !== null) return error;
    }
    return null;
  }
}

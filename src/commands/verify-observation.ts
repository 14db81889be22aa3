import { BatchAnalysis } from '../analyze/analyze-batch.ts';
import { worldFromCatalog } from '../analyze/world/from-catalog.ts';
import type { PreparedScript } from '../execute/prepare-script.ts';
import type { Migration } from '../model/migration.ts';
import type { MigrationObservation } from '../model/observation.ts';
import type { PlannedStatement } from '../model/plan.ts';
import type { MigrationProof } from '../model/verdict.ts';
import { readCatalog } from '../postgres/read-catalog.ts';
import type { Session } from '../postgres/session.ts';
import { loadParser } from '../syntax/parse.ts';
import { compareWithPlan } from '../verify/observe/compare-with-plan.ts';
import { canBeTakenBack, observeInTransaction } from '../verify/observe/observed-transaction.ts';
import { OutsideObserver } from '../verify/observe/outside-observer.ts';
import type { SeenStatement } from '../verify/observe/seen-statement.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';
import type { SandboxDatabases } from '../verify/sandbox-databases.ts';
import { policySettings } from './analysis-settings.ts';
import { batchMigration } from './batch-scripts.ts';
import { localDate } from './local-timestamp.ts';
import { limitSession } from './verify-limit.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

/** Each statement costs a round trip more; a script of so many is a load of data, and its rest is like its beginning. */
const MOST_STATEMENTS = 500;

/** What is seen of a migration; asked for when its round trip is over. */
export type ObservationInProgress = (proof: MigrationProof) => Promise<MigrationObservation>;

/**
 * Looks at what each statement of a migration really does, and holds it beside what `plan` says. It never touches the verdict: a script that runs in
 * a transaction is run once more before its round trip, in one that is rolled back; any other is watched from another session.
 */
export class BatchObserver implements AsyncDisposable {
  readonly #bench: VerifyWorkbench;
  readonly #databases: SandboxDatabases;
  readonly #signal: AbortSignal | undefined;
  /** What `plan` knows of the database as it is now; null: it has to be read. */
  #analysis: BatchAnalysis | null = null;
  #beside: Session | null = null;
  #affected: Set<string> | null = new Set();
  /** Watches the up that comes next. */
  #outside: OutsideObserver | null = null;

  constructor(bench: VerifyWorkbench, databases: SandboxDatabases, signal: AbortSignal | undefined) {
    this.#bench = bench;
    this.#databases = databases;
    this.#signal = signal;
  }

  /** Names of what the statements touch or take along, without schemas; null: some could not be followed. */
  get affected(): ReadonlySet<string> | null {
    return this.#affected;
  }

  /** Something that is no migration has changed the database. */
  forgetState(): void {
    this.#analysis = null;
  }

  /** Observes a migration whose first up comes next. */
  async observe({ migration }: RoundTripItem): Promise<ObservationInProgress | null> {
    try {
      const prepared = await this.#bench.run.prepare(migration);
      const planned = await this.#planned(migration, prepared);
      const seen = prepared.isTransactional ? await this.#inTransaction(prepared) : await this.#fromOutside();
      return async (proof) => {
        // What the analysis has followed may not have happened.
        if (proof.up === 'failed' || planned === null) this.#analysis = null;
        await this.#outside?.stop();
        const { statements, problem } = seen(proof);
        return { statements: compareWithPlan(migration.script, statements, planned), problem };
      };
    } catch (error) {
      this.#analysis = null;
      this.#affected = null;
      if (this.#signal?.aborted === true) throw error;
      return () => Promise.resolve({ statements: [], problem: wordsOf(error) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#outside?.stop();
    await this.#beside?.close();
  }

  async #inTransaction(prepared: PreparedScript): Promise<() => Seen> {
    const problem = unobservable(prepared);
    if (problem !== null) return () => ({ statements: [], problem });
    const { run } = this.#bench;
    const session = await this.#bench.onlooker();
    const options = await this.#bench.migrateOptions();
    const limit = limitSession(session, run.config.flyback.verifyTimeoutS, (pid) => this.#databases.terminate(pid));
    const cancel = (): void => void session.cancel();
    this.#signal?.addEventListener('abort', cancel, { once: true });
    const { seen, error } = await observeInTransaction(session, {
      script: prepared,
      opening: [...options.resetStatements, ...run.target.resetStatements()],
      callbacks: options.callbacks.before,
      options,
      mostStatements: MOST_STATEMENTS,
    });
    this.#signal?.removeEventListener('abort', cancel);
    const stopped = await limit.end();
    const isCut = error === null && prepared.statementCount > MOST_STATEMENTS;
    return () => ({
      statements: seen,
      problem:
        stopped ??
        (isCut
          ? `Only the first ${seen.length} of ${prepared.statementCount} statements were observed`
          : error === null
            ? null
            : wordsOf(error)),
    });
  }

  async #fromOutside(): Promise<(proof: MigrationProof) => Seen> {
    this.#beside ??= await this.#databases.openBeside(this.#signal);
    const watchers = { catalog: await this.#bench.onlooker(), locks: this.#beside };
    const observer = await OutsideObserver.begin(watchers, this.#bench.run.session.backendPid);
    this.#outside = observer;
    this.#bench.watchNext(observer);
    return ({ up, errors }) => ({ statements: observer.seen, problem: up === 'failed' ? (errors[0]?.message ?? null) : null });
  }

  /** What `plan` says of each statement; null where it cannot be asked. */
  async #planned(migration: Migration, prepared: PreparedScript): Promise<readonly PlannedStatement[] | null> {
    const analysis = (this.#analysis ??= await this.#analyse());
    // What is observed must hold where there are rows, whatever the sandbox has.
    for (const relation of analysis.world.allRelations()) Object.assign(relation, { population: 'populated', rows: null, bytes: null });
    const { script } = analysis.script(batchMigration(migration, prepared, { isOutOfOrder: false, hasUndo: true }));
    analysis.settle();
    // Behind a statement that cannot be followed the database is not known.
    const isOpaque = script.statements.some(({ opaque }) => opaque.length > 0);
    if (isOpaque) this.#analysis = null;
    this.#noteAffected(isOpaque ? null : script.statements);
    return script.statements;
  }

  #noteAffected(statements: readonly PlannedStatement[] | null): void {
    if (statements === null || this.#affected === null) {
      this.#affected = null;
      return;
    }
    for (const { locks, affected, dependents } of statements) {
      const names = [
        ...locks.map(({ relation }) => relation),
        ...affected.map(({ table }) => table),
        ...dependents.map(({ name }) => name),
      ];
      for (const name of names) this.#affected.add(name.slice(name.lastIndexOf('.') + 1));
    }
  }

  async #analyse(): Promise<BatchAnalysis> {
    const { run } = this.#bench;
    await loadParser();
    await run.session.query(run.target.resetStatements().join(';\n'));
    return new BatchAnalysis(worldFromCatalog(await readCatalog(run.session)), {
      policy: { ...policySettings(run.config, []), rules: [] },
      today: localDate(new Date()),
    });
  }
}

interface Seen {
  readonly statements: readonly SeenStatement[];
  readonly problem: string | null;
}

function unobservable(script: PreparedScript): string | null {
  if (!canBeTakenBack(script))
    return 'The script ends its transaction itself, so that it cannot be tried out and taken back: its statements were not observed';
  if (script.setsTransactionMode)
    return 'The script sets the mode of its transaction, before which nothing can be asked: its statements were not observed';
  return null;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { leadingKeywords } from '../../syntax/keywords.ts';
import { DatabaseError } from '../../model/errors.ts';
import type { ScriptStatement } from '../prepare-script.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { StepRunOptions } from '../step-runner.ts';
import type { SendStatement, StatementStep } from '../step.ts';
import type { TargetDatabase } from '../target-database.ts';
import type { MigrationRun } from '../apply-migrations.ts';
import { buildIndex } from './build-index.ts';
import { isConcurrentBuild, readConcurrentIndex } from './concurrent-index.ts';
import { detachPartition } from './detach-partition.ts';
import { Journal, makeJournal, readJournal } from './journal.ts';
import type { OutsideContext } from './outside-context.ts';
import { reindexConcurrently } from './reindex.ts';
import { type Repetition, repetitionOf } from './repetition.ts';
import { resumption } from './resumption.ts';

/** A failure has its own work to do; its error should not come much later. */
const LONGEST_CLEAN_UP_MS = 30_000;
/** Another role may have no right to write into the journal. */
const CHANGES_ROLE = /\b(?:set|reset)\s+(?:(?:session|local)\s+)?(?:role|session\s+authorization)\b/i;

/** The statements of one script outside of a transaction: what is done around each of them, so that a run that was killed can be run again. */
export class OutsideRun {
  readonly #target: TargetDatabase;
  readonly #options: StepRunOptions;
  readonly #run: MigrationRun;
  #journal: Journal | null = null;
  /** Numbers of statements that an earlier run has done. */
  #done: ReadonlySet<number> = new Set();

  constructor(target: TargetDatabase, run: MigrationRun, options: StepRunOptions) {
    this.#target = target;
    this.#options = options;
    this.#run = run;
  }

  /**
   * Opens the journal where the script needs one: where some of its statements cannot just be run again after a crash. Throws OUTCOME_UNKNOWN
   * where nothing tells what became of a statement, or where what was done of the script is not what it says now.
   */
  async begin(): Promise<void> {
    const { live } = this.#options;
    if (live === null || !live.limits.keepsJournal || !(await this.#needsJournal())) return;
    const { prepared, row } = this.#run;
    const { session, history } = this.#target;
    const reason = CHANGES_ROLE.test(prepared.bytes.toString('latin1')) ? 'it changes the role' : await makeJournal(session);
    if (reason !== null) {
      this.#warn(
        `${row.script} runs without a journal (${reason}): if the run is ended from outside, look how far it came before you run it again.`,
      );
      return;
    }
    live.noteControlSchema();
    const rows = await readJournal(session, history, row.script);
    if (rows === null) throw new DatabaseError('DB_PRIVILEGE', 'The table flyback.journal cannot be read with this role.');
    const journal = new Journal(history, row.script, prepared.bytes, row.installedRank);
    const { done, text } = await resumption({ session, script: prepared, name: row.script, rows, journal });
    if (text !== null) this.#warn(text);
    if (rows.length === 0) await session.query(journal.forget());
    this.#done = done;
    this.#journal = journal;
  }

  /** What the transaction that writes the row of the script does besides. */
  closingStatements(): readonly string[] {
    return this.#journal === null ? [] : [this.#journal.forget()];
  }

  /** A statement of the script with what is to be done around it. */
  step(statement: ScriptStatement): StatementStep {
    const { prepared } = this.#run;
    const plain: StatementStep = { kind: 'statement', script: prepared, statement };
    if (this.#journal === null && !isConcurrent(this.#bytes(statement))) return plain;
    return { ...plain, around: (send) => this.#around(plain, send) };
  }

  async #around(step: StatementStep, send: SendStatement): Promise<void> {
    const { statement } = step;
    const number = statement.index + 1;
    if (this.#done.has(number)) return;
    const journal = this.#journal;
    if (journal === null) return this.#with(step, send);
    const repetition = await this.#repetition(statement);
    if (repetition === 'session') return send();
    try {
      // What a script does between BEGIN and COMMIT of its own is done when that is committed.
      if (repetition === 'atomic' || this.#target.session.transactionStatus === 'T')
        return await send(journal.note(number, statement.sql, 'done'));
      await this.#target.session.query(journal.note(number, statement.sql, 'started'));
      await this.#with(step, send);
      await this.#target.session.query(journal.note(number, statement.sql, 'done'));
    } catch (error) {
      throw await this.#failed(error, journal, repetition, step);
    }
  }

  async #failed(error: unknown, journal: Journal, repetition: Repetition, { statement }: StatementStep): Promise<unknown> {
    const { session } = this.#target;
    if (!(error instanceof ScriptFailure) || session.isLost) return error;
    if (repetition !== 'atomic' && session.transactionStatus === 'I')
      await session.query(journal.note(statement.index + 1, statement.sql, 'failed', error.server.sqlState));
    const { script } = this.#run.row;
    return error.withNextStep(
      `correct it, run "flyback repair", then the command again: it goes on with this statement ("flyback resolve --restart ${script}" has the script begin anew)`,
    );
  }

  /** What a statement of its kind needs. */
  async #with(step: StatementStep, send: SendStatement): Promise<void> {
    const { statement } = step;
    const context = this.#context(step);
    const [first] = leadingKeywords(this.#bytes(statement), 1);
    if (first === 'CREATE' && isConcurrentBuild(this.#bytes(statement))) {
      const index = await readConcurrentIndex(statement.sql).catch(() => null);
      return index === null ? send() : buildIndex(context, index, send);
    }
    if (this.#options.live === null || !isConcurrent(this.#bytes(statement))) return send();
    if (first === 'REINDEX') return reindexConcurrently(context, send);
    if (first === 'ALTER') return detachPartition(context, send);
    return send();
  }

  async #needsJournal(): Promise<boolean> {
    for (const statement of this.#run.prepared.statements()) {
      const repetition = await this.#repetition(statement);
      if (repetition !== 'session' && repetition !== 'repeatable') return true;
    }
    return false;
  }

  #repetition(statement: ScriptStatement): Promise<Repetition> {
    return repetitionOf(this.#bytes(statement), statement.sql, statement.control);
  }

  #bytes({ tokenStart, end }: ScriptStatement): Buffer {
    return this.#run.prepared.bytes.subarray(tokenStart, end);
  }

  #warn(text: string): void {
    this.#options.observer({ kind: 'warning', text });
  }

  #context(step: StatementStep): OutsideContext {
    const { signal, live } = this.#options;
    return {
      session: this.#target.session,
      step,
      live,
      warn: (text) => this.#warn(text),
      tell: (text) => this.#options.observer({ kind: 'part', text }),
      signal,
      isDevelopment: live === null || live.limits.environment === 'development',
      cleanUpBudgetMs: Math.min(LONGEST_CLEAN_UP_MS, Math.max(live?.limits.retryBudgetMs ?? LONGEST_CLEAN_UP_MS, 1)),
    };
  }
}

function isConcurrent(statement: Buffer): boolean {
  return /concurrently/i.test(statement.toString('latin1'));
}

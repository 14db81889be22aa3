import { basename } from 'node:path';
import type { ExecutionEvent, ExecutionObserver } from '../model/execution.ts';
import type { MessageObserver, ResultSet } from '../postgres/message-query.ts';
import { ConnectionLostError, ServerError, type ServerMessage, toServerMessage } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { copyIn } from '../postgres/copy-in.ts';
import { workLabel } from '../syntax/query-head.ts';
import { isCopyToClient } from '../syntax/keywords.ts';
import { throwIfAborted } from './cancellation.ts';
import type { DryRun } from './dry-run.ts';
import { findOverride, overriddenLine, type ErrorOverride } from './error-overrides.ts';
import { refusalOf } from './guard.ts';
import type { LiveRun } from './live-run.ts';
import { isWholeTransaction, LoneStatements } from './lone-statements.ts';
import { Retries } from './retries.ts';
import { ConnectionLost, InternalStepFailure, ScriptFailure } from './script-failure.ts';
import { type InternalStep, internalStep, type StatementStep, type Step, type TaskStep } from './step.ts';

/** A message is sent when it has grown to this many characters or statements: large enough to save round trips, small enough to stream. */
const MESSAGE_CHARACTERS = 256 * 1024;
const FIRST_STATEMENTS = 50;
const MOST_STATEMENTS = 5000;
/** A message should take about so long: the server tells nothing of it before its end, and people want to see progress. */
const SHORT_MESSAGE_MS = 100;
const LONG_MESSAGE_MS = 1000;
// A newline before the semicolon: a statement may end in a line comment.
/** So often the guard is asked between messages. */
const GUARD_INTERVAL_MS = 250;
const SAVEPOINT = 'flyback_error_override';
const SEPARATOR = '\n;\n';

export interface StepRunOptions {
  readonly observer: ExecutionObserver;
  readonly signal?: AbortSignal | undefined;
  /** Report the rows of SELECTs (`outputQueryResults`). */
  readonly reportsResults: boolean;
  /** Announce each statement before it is sent, which needs a message for each (`-X`). */
  readonly announcesStatements: boolean;
  /** Write the statements into this file and send nothing. */
  readonly dryRun: DryRun | null;
  /** Errors and notices that are treated otherwise than the server meant them; each statement is a message of its own then. */
  readonly overrides: readonly ErrorOverride[];
  /** Others use the database meanwhile; null: nobody does (a sandbox), and no limit or guard is wanted. */
  readonly live: LiveRun | null;
}

type SqlStep = StatementStep | InternalStep;

/** What is done when so many statements of the message being built are done. */
interface Waiting {
  readonly after: number;
  readonly action: () => void;
}

interface WaitingQueue {
  readonly entries: readonly Waiting[];
  next: number;
}

const NOTHING_WAITS: WaitingQueue = { entries: [], next: 0 };

/** In which way the statements travel. */
export type StepMode = 'packed' | 'single';

/** A message could not be parsed as a whole: nothing of it ran, and its first error in order is still unknown. */
export class UnparsedMessage extends Error {
  constructor() {
    super('the message holds a syntax error');
  }
}

/**
 * Sends steps to the server in order. `packed` joins statements into messages, so that a script and its history row are one round trip;
 * an error is still traced to its statement by counting the ones that completed. In `single` each statement is a message of its own.
 */
export class StepRunner {
  readonly #session: Session;
  readonly #options: StepRunOptions;
  readonly #mode: StepMode;
  #batch: SqlStep[] = [];
  #waiting: Waiting[] = [];
  #characters = 0;
  #messagesSent = 0;
  /** Statements per message, grown and shrunk by how long the last one took. */
  #limit = FIRST_STATEMENTS;
  /** In single mode inside a transaction: BEGIN again after a script has ended it. */
  #reopens = false;
  /** A notice of the current statement that an override makes an error. */
  #raised: ServerError | null = null;
  #guardedAtMs = 0;
  readonly #lone: LoneStatements | null;
  /** The statement at work outside of a transaction is one of its own. */
  #isWhole = false;

  constructor(session: Session, options: StepRunOptions, mode: StepMode) {
    this.#session = session;
    this.#options = options;
    this.#mode = mode;
    this.#lone = options.live === null ? null : new LoneStatements(options.live, session);
  }

  get isDryRun(): boolean {
    return this.#options.dryRun !== null;
  }

  /** Whether all that was run so far travels in the message being built. */
  get isFirstMessage(): boolean {
    return this.#messagesSent === 0;
  }

  /** Keeps a transaction open through scripts that end theirs, as a JDBC connection without autocommit does. */
  reopenTransactions(): void {
    this.#reopens = true;
  }

  /** Runs the steps to their end; throws ScriptFailure, InternalStepFailure, ConnectionLost or UnparsedMessage. */
  async run(steps: Iterable<Step>): Promise<void> {
    for (const step of steps) {
      if (step.kind === 'event') this.#event(step.event);
      else if (step.kind === 'marker') this.#when(step.reached);
      else if (step.kind === 'task') await this.#task(step);
      else if (this.#add(step)) await this.#leave(step);
    }
    await this.#flush();
  }

  /** Does something once all statements before it are done: now, or when the server has answered so far. */
  #when(action: () => void): void {
    if (this.#batch.length === 0) action();
    else this.#waiting.push({ after: this.#batch.length, action });
  }

  /** An event with nothing but statements of ours before it is reported when the message leaves: its answer comes only when all of it is done. */
  #event(event: ExecutionEvent): void {
    const isFirst = this.#batch.every((step) => step.kind === 'internal') && this.#waiting.every(({ after }) => after === 0);
    if (isFirst && this.#batch.length > 0) this.#waiting.push({ after: 0, action: () => this.#report(event) });
    else this.#when(() => this.#report(event));
  }

  async #task(step: TaskStep): Promise<void> {
    await this.#flush();
    await step.run();
  }

  /** Adds a step to the message; answers whether something has to be sent now. Waits for nothing: most steps only join the others. */
  #add(step: SqlStep): boolean {
    if (isCopy(step) || isRefused(step)) return true;
    this.#batch.push(step);
    this.#characters += step.kind === 'statement' ? step.statement.end - step.statement.start : 200;
    return this.#mode === 'single' || this.#characters >= MESSAGE_CHARACTERS || this.#batch.length >= this.#limit;
  }

  /** Sends what has been collected, and the data of a COPY after it. */
  async #leave(step: SqlStep): Promise<void> {
    await this.#flush();
    if (isRefused(step)) throw new ScriptFailure(step as StatementStep, copyToClientError());
    if (isCopy(step)) await this.#copy(step as StatementStep);
  }

  async #flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    if (this.#isGuardDue()) await this.#guard();
    const batch = this.#batch;
    const queue: WaitingQueue = { entries: this.#waiting, next: 0 };
    this.#batch = [];
    this.#waiting = [];
    this.#characters = 0;
    throwIfAborted(this.#options.signal);
    // In a dry run the server will count the time when the file is run.
    const isOneMessage = this.isFirstMessage || this.isDryRun;
    this.#messagesSent++;
    const texts = batch.map((step) => (step.kind === 'internal' ? step.text(isOneMessage) : step.statement.sql));
    if (this.#options.dryRun !== null) {
      for (const [index, text] of texts.entries()) this.#write(this.#options.dryRun, batch[index] as SqlStep, text);
      runUpTo(queue, batch.length);
      return;
    }
    await this.#reopen();
    this.#announce(batch);
    if (this.#options.overrides.length > 0 && batch.length === 1)
      return this.#sendOverridden(batch[0] as SqlStep, texts[0] as string, queue);
    const [step] = batch;
    const isAlone = this.#mode === 'single' && step?.kind === 'statement' && this.#session.transactionStatus === 'I';
    if (step?.kind === 'statement' && step.around !== undefined) {
      runUpTo(queue, 0);
      await step.around((own, instead) => (isAlone ? this.#sendAlone(step, NOTHING_WAITS, own, instead) : this.#sendInBlock(step, own)));
      return runUpTo(queue, 1);
    }
    if (isAlone && this.#lone !== null) return this.#sendAlone(step, queue);
    const started = performance.now();
    const label = this.#label(batch);
    const sent = this.#send(batch, label + texts.join(SEPARATOR), queue);
    // The server is at work while it is told what begins; no answer can come before this has been done.
    runUpTo(queue, 0);
    const outcome = await sent;
    this.#adapt(performance.now() - started);
    if (outcome.error !== null) this.#fail(batch, texts, outcome.completed, outcome.error, label);
    runUpTo(queue, batch.length);
  }

  /** Sends a statement that is not inside of a transaction, once more where a lock could not be had and it is one of its own. */
  async #sendAlone(step: StatementStep, queue: WaitingQueue, own?: string, instead?: string): Promise<void> {
    runUpTo(queue, 0);
    this.#isWhole = await isWholeTransaction(step);
    const retries = this.#isWhole && this.#options.live !== null ? new Retries(this.#options.live, this.#session) : null;
    for (;;) {
      await this.#lone?.limit(step, this.#isWhole);
      const { completed, error } = await this.#send([step], withOwn(instead ?? step.statement.sql, own), queue);
      if (error === null) return runUpTo(queue, 1);
      try {
        const shown = instead === undefined ? error : new ServerError({ ...error.server, position: null });
        this.#fail([step], [step.statement.sql], completed, shown);
      } catch (failure) {
        if (retries === null) throw failure;
        await retries.next(failure);
      }
    }
  }

  /** Sends a statement inside of a transaction that its script has begun. */
  async #sendInBlock(step: StatementStep, own?: string): Promise<void> {
    const { completed, error } = await this.#send([step], withOwn(step.statement.sql, own), NOTHING_WAITS);
    if (error !== null) this.#fail([step], [step.statement.sql], completed, error);
  }

  /** Whoever looks at pg_stat_activity should see which script is at work, and not only what we put before it. */
  #label([first, ...others]: readonly SqlStep[]): string {
    if (this.#options.live === null || first?.kind !== 'internal') return '';
    const step = others.find((other) => other.kind === 'statement');
    return step === undefined ? '' : workLabel(basename(step.script.script.path), step.statement.sql);
  }

  #isGuardDue(): boolean {
    const now = performance.now();
    // The first message opens with the guard (LiveRun.openingColumns).
    const isDue = this.#options.live !== null && !this.isFirstMessage && now - this.#guardedAtMs > GUARD_INTERVAL_MS;
    if (isDue || this.isFirstMessage) this.#guardedAtMs = now;
    return isDue;
  }

  /** Asks between two messages whether the run may go on: in passing, or with a message of its own where statements travel alone. */
  async #guard(): Promise<void> {
    const { live } = this.#options;
    const [step] = this.#batch;
    if (live === null || step === undefined) return;
    if (this.#mode === 'packed') {
      this.#batch = [internalStep('Unable to ask whether runs are halted', live.guardSql()), ...this.#batch];
      this.#waiting = this.#waiting.map(({ after, action }) => ({ after: after === 0 ? 0 : after + 1, action }));
    } else if (step.kind === 'statement' && !step.script.endsTransaction) await live.askGuard(this.#session);
  }

  #adapt(elapsedMs: number): void {
    if (elapsedMs < SHORT_MESSAGE_MS) this.#limit = Math.min(this.#limit * 2, MOST_STATEMENTS);
    else if (elapsedMs > LONG_MESSAGE_MS) this.#limit = Math.max(Math.floor(this.#limit / 4), 1);
  }

  #write(dryRun: DryRun, step: SqlStep, text: string): void {
    dryRun.statement(text);
    this.#completed(step, '', step.kind === 'internal' ? { columns: [''], rows: [['0']] } : null);
  }

  async #reopen(): Promise<void> {
    if (!this.#reopens || this.#messagesSent <= 1 || this.#session.transactionStatus !== 'I') return;
    await this.#session.query(['BEGIN', ...(this.#options.live?.limitCommands('transaction', this.#session, null) ?? [])].join('; '));
  }

  #announce(batch: readonly SqlStep[]): void {
    if (!this.#options.announcesStatements) return;
    for (const step of batch) {
      if (step.kind === 'statement')
        this.#report({ kind: 'statement', sql: step.statement.sql, number: step.statement.index + 1, line: step.statement.line });
    }
  }

  /** Sends one statement whose errors may be overridden; a savepoint keeps the transaction usable when its error is let pass. */
  async #sendOverridden(step: SqlStep, text: string, queue: WaitingQueue): Promise<void> {
    const isProtected = step.kind === 'statement' && step.statement.control === null && this.#session.transactionStatus === 'T';
    if (isProtected) await this.#session.query(`SAVEPOINT ${SAVEPOINT}`);
    this.#raised = null;
    const outcome = await this.#send([step], text, queue);
    const error = outcome.error ?? this.#raised;
    if (error === null) {
      if (isProtected && this.#session.transactionStatus === 'T') await this.#session.query(`RELEASE SAVEPOINT ${SAVEPOINT}`);
      return runUpTo(queue, 1);
    }
    const override = step.kind === 'statement' ? findOverride(this.#options.overrides, error.server) : undefined;
    if (override === undefined || override.level === 'error' || outcome.error === null) this.#fail([step], [text], 0, error);
    if (isProtected) await this.#session.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}; RELEASE SAVEPOINT ${SAVEPOINT}`);
    this.#report({ kind: 'overridden', ...overriddenLine(override, error.server) });
    return runUpTo(queue, 1);
  }

  async #send(batch: readonly SqlStep[], text: string, queue: WaitingQueue): Promise<{ completed: number; error: ServerError | null }> {
    const observer: MessageObserver = {
      onNotice: (notice) => this.#notice(notice),
      onComplete: (index, tag, result) => {
        const step = batch[index];
        if (step !== undefined) this.#completed(step, tag, result);
        runUpTo(queue, index + 1);
      },
    };
    try {
      return await this.#watched(() => this.#session.send(text, observer));
    } catch (error) {
      if (error instanceof ConnectionLostError) throw new ConnectionLost(batch[0] ?? null, error);
      throw error;
    }
  }

  /** Lets the second connection look on. Only what a transaction takes back may be cancelled from there. */
  async #watched<T>(work: () => Promise<T>): Promise<T> {
    const { live } = this.#options;
    const canBeTakenBack = this.#mode === 'packed' || this.#session.transactionStatus === 'T' || this.#isWhole;
    const watch = live?.watcher?.begin(live.options.pidOf(this.#session), canBeTakenBack);
    try {
      return await work();
    } finally {
      await watch?.end();
    }
  }

  #completed(step: SqlStep, tag: string, result: ResultSet | null): void {
    if (step.kind === 'internal') {
      if (result !== null) step.onRows?.(result.rows);
      return;
    }
    this.#report({ kind: 'statement-end', number: step.statement.index + 1, tag });
    if (result !== null && this.#options.reportsResults) this.#report({ kind: 'result', columns: result.columns, rows: result.rows });
  }

  #notice(notice: ServerMessage): void {
    const override = findOverride(this.#options.overrides, notice);
    if (override?.level === 'error') this.#raised ??= new ServerError(notice);
    if (override !== undefined) return this.#report({ kind: 'overridden', ...overriddenLine(override, notice) });
    this.#report({ kind: 'notice', severity: notice.severity, sqlState: notice.sqlState, message: notice.message });
  }

  #report(event: ExecutionEvent): void {
    this.#options.observer(event);
  }

  #fail(batch: readonly SqlStep[], texts: readonly string[], completed: number, error: ServerError, label = ''): never {
    // Nothing completed and more than one statement: the server refused to parse the message (its parser reads all of it first,
    // PostgreSQL manual 55.2.2.1). An earlier statement may fail in another way when it runs, and that is the error to show.
    if (completed === 0 && batch.length > 1 && isParseError(error)) throw new UnparsedMessage();
    const step = batch[Math.min(completed, batch.length - 1)] as SqlStep;
    const before = texts.slice(0, completed).reduce((sum, text) => sum + countCharacters(text) + SEPARATOR.length, countCharacters(label));
    const position = error.server.position === null ? null : error.server.position - before;
    const own = new ServerError({ ...error.server, position: position !== null && position > 0 ? position : null });
    const refusal = step.kind === 'internal' ? refusalOf(own) : own;
    if (refusal !== own) throw refusal;
    throw step.kind === 'internal' ? new InternalStepFailure(step, own) : new ScriptFailure(step, own);
  }

  async #copy(step: StatementStep): Promise<void> {
    throwIfAborted(this.#options.signal);
    const { statement, script } = step;
    const { start, end } = statement.copyData as { readonly start: number; readonly end: number };
    const data = script.bytes.subarray(start, end);
    this.#messagesSent++;
    if (this.#options.dryRun !== null) {
      this.#options.dryRun.copy(statement.sql, data);
      this.#completed(step, 'COPY', null);
      return;
    }
    await this.#reopen();
    this.#announce([step]);
    const send = (own?: string): Promise<void> => this.#sendCopy(step, data, own);
    await (step.around === undefined ? send() : step.around(send));
  }

  /** With a statement of ours both are one transaction. */
  async #sendCopy(step: StatementStep, data: Buffer, own?: string): Promise<void> {
    const opens = own !== undefined && this.#session.transactionStatus === 'I';
    try {
      if (opens) await this.#session.query('BEGIN');
      await this.#watched(() => copyIn(this.#session, step.statement.sql, data, { onNotice: (notice) => this.#notice(notice) }));
      if (own !== undefined) await this.#session.query(opens ? `${own};\nCOMMIT` : own);
    } catch (error) {
      if (opens && !this.#session.isLost) await this.#session.send('ROLLBACK');
      if (error instanceof ServerError) throw new ScriptFailure(step, error);
      if (error instanceof ConnectionLostError) throw new ConnectionLost(step, error);
      throw error;
    }
    this.#completed(step, 'COPY', null);
  }
}

function isCopy(step: SqlStep): boolean {
  return step.kind === 'statement' && step.statement.copyData !== null;
}

/** Its rows would come to us, and nobody would see them. */
function isRefused(step: SqlStep): boolean {
  return step.kind === 'statement' && isCopyToClient(step.script.bytes.subarray(step.statement.tokenStart, step.statement.end));
}

// The words of pgjdbc (QueryExecutorImpl, 42.7), by which Flyway fails too; there the statement runs before.
function copyToClientError(): ServerError {
  const message = 'COPY commands are only supported using the CopyManager API.';
  return new ServerError(toServerMessage({ severity: '', code: '0A000', message }));
}

function runUpTo(queue: WaitingQueue, completed: number): void {
  for (let entry = queue.entries[queue.next]; entry !== undefined && entry.after <= completed; entry = queue.entries[queue.next]) {
    queue.next++;
    entry.action();
  }
}

function withOwn(sql: string, own: string | undefined): string {
  return own === undefined ? sql : sql + SEPARATOR + own;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count++;
  return count;
}

function isParseError(error: ServerError): boolean {
  return /^(42601|42602|42622|22025|22P05|22P06|22021|0A000)$/.test(error.server.sqlState);
}

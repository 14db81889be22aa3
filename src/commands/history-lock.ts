import { LOCK_PATIENCE_SQL, parseHistoryRows, selectHistorySql } from '../history/read-history.ts';
import type { HistoryRow } from '../model/history.ts';
import type { ResultSet } from '../postgres/message-query.ts';
import { acquireLock, tryLockSql, unlockSql } from '../postgres/advisory-lock.ts';
import type { CommandRun } from './command-run.ts';

const LOCK_NOT_AVAILABLE = '55P03';
const UNDEFINED_TABLE = '42P01';

/**
 * Flyway's lock on the connection that executes, so that Flyway and flyback exclude each other and an orphaned backend keeps others out.
 * It is a session lock: no transaction stays open meanwhile, which is what CREATE INDEX CONCURRENTLY would wait for.
 */
export class Locking {
  readonly #run: CommandRun;
  #isHeld = false;

  constructor(run: CommandRun) {
    this.#run = run;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /**
   * Reads the rows and takes the lock in passing if it is free: one round trip for both. When somebody else has it the rows are what
   * they are now, and acquire() must follow before anything is changed.
   */
  async read(): Promise<HistoryRow[]> {
    const { target, dryRun } = this.#run;
    // A dry run changes nothing, so it keeps nobody out.
    if (dryRun !== null || !target.hasHistoryTable) return target.readHistory();
    return (await this.#attempt()).rows ?? target.readHistory();
  }

  /** Waits for the lock as long as lockRetryCount allows and says who has it; answers the rows as they are under the lock. */
  async acquire(): Promise<HistoryRow[]> {
    const run = this.#run;
    const { target, session } = run;
    if (run.dryRun !== null) return target.readHistory();
    let rows: HistoryRow[] | null = [];
    const attempt = async (): Promise<boolean> => {
      ({ rows } = await this.#attempt());
      return this.#isHeld;
    };
    const onWait = (holder: { readonly text: string } | null): void => {
      run.log.log(
        'warn',
        `Waiting for the lock on Schema History table ${target.history.quoted}${holder === null ? '' : `, held by ${holder.text}`}`,
      );
    };
    await acquireLock(
      session,
      target.history.lockKey,
      { retryCount: run.config.lockRetryCount, onWait, signal: run.input.signal },
      attempt,
    );
    return rows ?? target.readHistory();
  }

  /** One try at lock and rows, in one message; `rows` is null where they could not be read yet. */
  async #attempt(): Promise<{ readonly rows: HistoryRow[] | null }> {
    const { target, session } = this.#run;
    const tryLock = `${tryLockSql(target.history.lockKey)};\n`;
    const select = target.hasHistoryTable ? LOCK_PATIENCE_SQL + selectHistorySql(target.history) : '';
    const results: (ResultSet | null)[] = [];
    const { error } = await session.send(tryLock + select, { onComplete: (_index, _tag, result) => results.push(result) });
    if (results.length === 0 && error !== null) throw error;
    this.#isHeld ||= results[0]?.rows[0]?.[0] === 't';
    if (error === null) return { rows: parseHistoryRows(results[2] ?? undefined) };
    const { sqlState } = error.server;
    // Whoever holds the lock may be dropping the table: without the lock only the lock's own error counts.
    if (sqlState === UNDEFINED_TABLE && this.#isHeld) return { rows: [] };
    if (sqlState === LOCK_NOT_AVAILABLE || !this.#isHeld) return { rows: null };
    throw await target.unreadableHistory(error, tryLock.length + LOCK_PATIENCE_SQL.length);
  }

  /** Gives the lock back if it is held; a lost session has done so already. */
  async release(): Promise<void> {
    const { session, target, log } = this.#run;
    if (!this.#isHeld || session.isLost) return;
    this.#isHeld = false;
    const [result] = await session.query(unlockSql(target.history.lockKey));
    if (result?.rows[0]?.[0] !== 't') log.log('error', 'Unable to release PostgreSQL advisory lock');
  }

  /** A session of our own ends with the command and its lock with it, which saves a round trip; a borrowed one must give it back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#run.ownsSession) await this.release();
  }
}

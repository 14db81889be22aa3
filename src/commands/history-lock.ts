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

  /** Waits for the lock as long as lockRetryCount allows and says who has it; answers the rows as they are under the lock. */
  async acquire(): Promise<HistoryRow[]> {
    const run = this.#run;
    const { target, session } = run;
    // A dry run changes nothing, so it keeps nobody out.
    if (run.dryRun !== null) return target.readHistory();
    let rows: HistoryRow[] = [];
    const key = target.history.lockKey;
    const attempt = async (): Promise<boolean> => {
      // One message: the rows are read in the same round trip, after the lock was tried.
      const tryLock = `${tryLockSql(key)};\n`;
      const select = target.hasHistoryTable ? LOCK_PATIENCE_SQL + selectHistorySql(target.history) : '';
      const results: (ResultSet | null)[] = [];
      const outcome = await session.send(tryLock + select, { onComplete: (_index, _tag, result) => results.push(result) });
      if (results[0]?.rows[0]?.[0] !== 't') {
        // Whoever holds the lock may be dropping the table: only the lock's own error counts.
        if (results.length === 0 && outcome.error !== null) throw outcome.error;
        return false;
      }
      this.#isHeld = true;
      const sqlState = outcome.error?.server.sqlState;
      if (sqlState === UNDEFINED_TABLE) rows = [];
      else if (sqlState === LOCK_NOT_AVAILABLE) rows = await target.readHistory();
      else if (outcome.error !== null) throw target.unreadableHistory(outcome.error, tryLock.length + LOCK_PATIENCE_SQL.length);
      else rows = parseHistoryRows(results[2] ?? undefined);
      return true;
    };
    const onWait = (holder: { readonly text: string } | null): void => {
      run.log.log('warn', `Waiting for the lock on Schema History table ${target.history.quoted}${holder === null ? '' : `, held by ${holder.text}`}`);
    };
    await acquireLock(session, key, { retryCount: run.config.lockRetryCount, onWait, signal: run.input.signal }, attempt);
    return rows;
  }

  /** Gives the lock back if it is held; a lost session has done so already. */
  async release(): Promise<void> {
    const { session, target, log } = this.#run;
    if (!this.#isHeld || session.isLost) return;
    this.#isHeld = false;
    const [result] = await session.query(unlockSql(target.history.lockKey));
    if (result?.rows[0]?.[0] !== 't') log.log('error', 'Unable to release PostgreSQL advisory lock');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

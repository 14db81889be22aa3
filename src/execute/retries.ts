import { pause } from '../io/pause.ts';
import type { LockSession } from '../model/lock-picture.ts';
import { sessionsText, shownDuration } from '../model/lock-words.ts';
import type { Session } from '../postgres/session.ts';
import { throwIfAborted } from './cancellation.ts';
import type { LiveRun } from './live-run.ts';
import { InternalStepFailure, ScriptFailure } from './script-failure.ts';

/** Why a transaction is run again. */
export type RetryReason = 'lock-timeout' | 'deadlock' | 'serialization' | 'blocking-others';

const REASONS: ReadonlyMap<string, RetryReason> = new Map([
  ['55P03', 'lock-timeout'],
  ['40P01', 'deadlock'],
  ['40001', 'serialization'],
]);
const QUERY_CANCELED = '57014';
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const MOST_ATTEMPTS = 100_000;

/** The attempts of one transaction: after which errors it is run again, when, and what is said when there are no more. */
export class Retries {
  readonly #live: LiveRun;
  readonly #session: Session;
  #failures = 0;
  #firstFailureMs: number | null = null;
  /** Who was seen last; an attempt that ends quickly is not always looked at. */
  #blockers: readonly LockSession[] = [];

  constructor(live: LiveRun, session: Session) {
    this.#live = live;
    this.#session = session;
    live.adapt([], session);
  }

  /** Waits with full jitter until the transaction may be run again; throws the error, with who is to blame, where it may not. */
  async next(error: unknown): Promise<void> {
    const reason = this.#reasonOf(error);
    const { signal, observer, limits } = this.#live.options;
    if (signal?.aborted === true) throw error;
    if (reason === null) throw this.#ended(error);
    this.#noteBlockers();
    const now = performance.now();
    this.#firstFailureMs ??= now;
    this.#failures++;
    const leftMs = limits.retryBudgetMs - (now - this.#firstFailureMs);
    if (leftMs <= 0 || this.#failures >= MOST_ATTEMPTS) throw this.#given(error, reason, now - this.#firstFailureMs);
    const ceilingMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#failures - 1, 10));
    const waitMs = Math.min(Math.random() * ceilingMs, leftMs);
    const text = `${this.#what(reason)}: rolled back, attempt ${this.#failures + 1} in ${shownDuration(waitMs)}.${this.#who(reason)}`;
    observer({ kind: 'warning', text });
    // The next attempt should be able to say who blocks it.
    void this.#live.watcher?.connect();
    this.#live.adapt(this.#blockers, this.#session);
    await pause(waitMs, signal);
    throwIfAborted(signal);
  }

  #reasonOf(error: unknown): RetryReason | null {
    if (!(error instanceof ScriptFailure || error instanceof InternalStepFailure)) return null;
    const { sqlState } = error.server;
    if (sqlState === QUERY_CANCELED) return (this.#live.watcher?.cancelledFor ?? null) === null ? null : 'blocking-others';
    return REASONS.get(sqlState) ?? null;
  }

  #what(reason: RetryReason): string {
    const { watcher, limits } = this.#live;
    switch (reason) {
      case 'lock-timeout':
        return 'A lock could not be had in time';
      case 'deadlock':
        return 'A deadlock with another session';
      case 'serialization':
        return 'Another transaction has changed the same rows meanwhile';
      case 'blocking-others':
        return `${blockedText(watcher?.cancelledFor?.blocked.length ?? 0)} for more than ${shownDuration(limits.maxBlockingMs)}`;
    }
  }

  /** Who is in the way, where somebody is and was seen. */
  #who(reason: RetryReason): string {
    return reason !== 'lock-timeout' || this.#blockers.length === 0 ? '' : ` Blocked by ${sessionsText(this.#blockers)}`;
  }

  #given(error: unknown, reason: RetryReason, sinceMs: number): unknown {
    if (!(error instanceof ScriptFailure || error instanceof InternalStepFailure)) return error;
    const attempts =
      this.#failures === 1 ? 'not tried again (flyback.lockRetryBudget)' : `${this.#failures} attempts in ${shownDuration(sinceMs)}`;
    return error.withReason(`${this.#what(reason)}, ${attempts}.${this.#who(reason)}`);
  }

  /** A statement that took too long: whoever ended it, the server says the same. */
  #ended(error: unknown): unknown {
    if (!(error instanceof ScriptFailure) || error.server.sqlState !== QUERY_CANCELED) return error;
    const limitMs = this.#live.statementTimeoutMs(error.script.script);
    return limitMs === 0
      ? error
      : error.withReason(`It took longer than ${shownDuration(limitMs)} (flyback.statementTimeout), or somebody has cancelled it.`);
  }

  #noteBlockers(): void {
    const seen = this.#live.watcher?.last.blockers ?? [];
    if (seen.length > 0) this.#blockers = seen;
  }
}

function blockedText(count: number): string {
  return count === 1 ? 'It kept another session waiting' : `It kept ${count} other sessions waiting`;
}

import { pause } from '../io/pause.ts';
import { blockedBy, type CommandProgress, type LockPicture, rootBlockers, type Sighting, waitOf } from '../model/lock-picture.ts';
import { toLockPicture } from '../postgres/lock-picture.ts';
import type { Session } from '../postgres/session.ts';
import { sqlStatement } from '../postgres/sql-files.ts';

export interface WatcherOptions {
  /** Opens the second connection. */
  readonly open: () => Promise<Session>;
  /** A statement is watched when it has run for so long. */
  readonly afterMs: number;
  /** Somebody who waits for us longer ends our statement; 0: nobody does. */
  readonly maxBlockingMs: number;
  readonly report: (sighting: Sighting | null) => void;
  /** Told once when there is no second connection; the run goes on. */
  readonly onUnavailable: (error: unknown) => void;
}

const INTERVAL_MS = 250;
const OWN_LIMITS = "SET statement_timeout = '1s'; SET lock_timeout = '1s'";
const NOTHING: Sighting = { wait: null, blockers: [], blocked: [], progress: null };

/** A statement that is being watched. */
export interface Watch {
  /** Stops watching; resolves when no cancel request of ours can hit a later statement. */
  end(): Promise<void>;
}

/**
 * Looks at our own session from a second connection, opened when a statement takes long: who blocks it, whom it blocks, how far it is.
 * It cancels nobody but us.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  #session: Promise<Session | null> | null = null;
  #last: Sighting = NOTHING;
  #cancelled: Sighting | null = null;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /** The last wait that was seen of the statement watched last; the empty sighting where none was. */
  get last(): Sighting {
    return this.#last;
  }

  /** Whom the statement watched last kept waiting when it was cancelled for that; null where it was not. */
  get cancelledFor(): Sighting | null {
    return this.#cancelled;
  }

  /** Watches what a backend does from now on; `mayCancel` where its work can be taken back and done again. */
  begin(pid: number, mayCancel: boolean): Watch {
    this.#last = NOTHING;
    this.#cancelled = null;
    let ending: AbortController | null = null;
    let watching: Promise<void> = Promise.resolve();
    const timer = setTimeout(() => {
      ending = new AbortController();
      watching = this.#watch(pid, mayCancel, ending.signal);
    }, this.#options.afterMs);
    return {
      end: async () => {
        clearTimeout(timer);
        ending?.abort();
        // A look that is under way needs no waiting for, a cancel request does.
        if (this.#cancelled !== null) await watching;
      },
    };
  }

  /** Opens the connection ahead of time; never fails. */
  async connect(): Promise<Session | null> {
    this.#session ??= this.#open();
    const session = await this.#session;
    return session === null || session.isLost ? null : session;
  }

  async close(): Promise<void> {
    const session = await this.#session;
    session?.leave();
  }

  async #open(): Promise<Session | null> {
    try {
      const session = await this.#options.open();
      await session.query(OWN_LIMITS);
      return session;
    } catch (error) {
      this.#options.onUnavailable(error);
      return null;
    }
  }

  async #watch(pid: number, mayCancel: boolean, ended: AbortSignal): Promise<void> {
    const session = await this.connect();
    if (session === null) return;
    while (!ended.aborted) {
      const sighting = await look(session, pid).catch(() => null);
      if (ended.aborted) break;
      if (sighting !== null) await this.#see(session, pid, mayCancel, sighting);
      if (session.isLost || this.#cancelled !== null) break;
      await pause(INTERVAL_MS, ended);
    }
    this.#options.report(null);
  }

  async #see(session: Session, pid: number, mayCancel: boolean, sighting: Sighting): Promise<void> {
    if (sighting.wait !== null || sighting.blocked.length > 0) this.#last = sighting;
    this.#options.report(sighting);
    const { maxBlockingMs } = this.#options;
    if (!mayCancel || maxBlockingMs === 0 || (sighting.blocked[0]?.waitedMs ?? 0) < maxBlockingMs) return;
    this.#cancelled = sighting;
    await session.query(`SELECT pg_catalog.pg_cancel_backend(${pid})`).catch(() => undefined);
  }
}

async function look(session: Session, pid: number): Promise<Sighting> {
  const [waits, progress] = await session.query(`${sqlStatement('lock/waits')};\n${sqlStatement('lock/progress', { pid })}`);
  const picture: LockPicture = toLockPicture(waits);
  return {
    wait: waitOf(picture, pid),
    blockers: rootBlockers(picture, pid),
    blocked: blockedBy(picture, pid),
    progress: toProgress(progress?.rows[0]),
  };
}

function toProgress(row: readonly (string | null)[] | undefined): CommandProgress | null {
  if (row === undefined) return null;
  const [command, phase, done, total, relation, index] = row;
  const percent = Number(total) > 0 ? Math.min(100, Math.floor((100 * Number(done)) / Number(total))) : null;
  return { command: command ?? '', phase: phase ?? '', percent, relation: relation ?? '', index: index ?? null };
}

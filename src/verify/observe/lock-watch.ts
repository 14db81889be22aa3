import { stronger, type LockMode } from '../../model/lock-mode.ts';
import type { Session } from '../../postgres/session.ts';
import { readLocksOf } from './relations.ts';

/** So often locks are asked for without a pause; a statement that takes longer is no brief one. */
const EAGER_POLLS = 500;
const PAUSE_MS = 2;

/** Asks again and again which relations another session has locked. */
export class LockWatch {
  readonly #session: Session;
  readonly #backendPid: number;
  #isOver = false;
  #polling: Promise<void> = Promise.resolve();
  /** The strongest mode that was seen, by oid. */
  readonly locks: Map<string, LockMode> = new Map();

  private constructor(session: Session, backendPid: number) {
    this.#session = session;
    this.#backendPid = backendPid;
  }

  /** Begins to watch the session with this backend; `session` can do nothing else meanwhile. */
  static async begin(session: Session, backendPid: number): Promise<LockWatch> {
    // The first question of a session takes longer.
    await readLocksOf(session, backendPid);
    const watch = new LockWatch(session, backendPid);
    // Who only watches must not end the run: without its session it has seen what it has seen.
    watch.#polling = watch.#poll().catch(() => undefined);
    return watch;
  }

  /** Ends the watching. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#polling;
  }

  async #poll(): Promise<void> {
    for (let count = 0; !this.#isOver; count++) {
      for (const [oid, mode] of await readLocksOf(this.#session, this.#backendPid))
        this.locks.set(oid, stronger(mode, this.locks.get(oid) ?? mode));
      if (count >= EAGER_POLLS) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

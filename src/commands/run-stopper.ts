import { pause } from '../io/pause.ts';
import type { Session } from '../postgres/session.ts';
import type { CommandInput } from './command.ts';

/** After so long a cancelled statement is asked to end by another connection, in case the request was lost on its way (a balancer, a proxy). */
const ASK_AGAIN_MS = 2000;
/** Then its backend is ended, which takes back what is not committed. */
const TERMINATE_MS = 5000;
/** At last the connection is cut, whatever the server does; all of it must fit into the time between SIGTERM and SIGKILL. */
const CUT_MS = 7000;

/** Ends the sessions of a run when it is aborted: gently, then less so; at once when it is asked for a second time. */
export class RunStopper implements Disposable {
  readonly #sessions = new Map<Session, () => number>();
  readonly #open: (() => Promise<Session>) | null;
  readonly #ended = new AbortController();
  readonly #stopListening: () => void;

  /** `open`: another connection to the server; null where there is none. */
  constructor({ signal, onSecondSignal }: CommandInput, open: (() => Promise<Session>) | null) {
    this.#open = open;
    const onAbort = (): void => void this.#stop();
    signal?.addEventListener('abort', onAbort, { once: true });
    const forget = onSecondSignal?.(() => this.#signal('pg_terminate_backend'));
    this.#stopListening = () => {
      signal?.removeEventListener('abort', onAbort);
      forget?.();
    };
  }

  /** A session that is at work from now on, and the process id of its backend. */
  add(session: Session, pid: () => number): Disposable {
    this.#sessions.set(session, pid);
    return { [Symbol.dispose]: () => void this.#sessions.delete(session) };
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    this.#ended.abort();
  }

  async #stop(): Promise<void> {
    for (const session of this.#sessions.keys()) void session.cancel();
    if (this.#open === null) return;
    if (await this.#isOverAfter(ASK_AGAIN_MS)) return;
    await this.#signal('pg_cancel_backend');
    if (await this.#isOverAfter(TERMINATE_MS - ASK_AGAIN_MS)) return;
    await this.#signal('pg_terminate_backend');
    if (await this.#isOverAfter(CUT_MS - TERMINATE_MS)) return;
    for (const session of this.#sessions.keys()) session.cut();
  }

  async #isOverAfter(durationMs: number): Promise<boolean> {
    await pause(durationMs, this.#ended.signal);
    return this.#ended.signal.aborted;
  }

  async #signal(what: 'pg_cancel_backend' | 'pg_terminate_backend'): Promise<void> {
    const pids = [...this.#sessions.values()].map((pid) => pid());
    if (this.#open === null || pids.length === 0) return;
    try {
      const other = await this.#open();
      await other.query(pids.map((pid) => `SELECT pg_catalog.${what}(${pid})`).join('; '));
      other.leave();
    } catch {
      // The server is gone or full: cutting the connection is left.
    }
  }
}

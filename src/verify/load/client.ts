import type { Session } from '../../postgres/session.ts';

/** One operation of a client. Milliseconds of the clock of this process. */
export interface Operation {
  readonly kind: 'read' | 'write';
  readonly startedMs: number;
  readonly latencyMs: number;
  readonly failure: { readonly message: string; readonly sqlState: string } | null;
}

/** Reads or writes a table at a steady rate, one operation after the other, until it is stopped. */
export class LoadClient {
  readonly #session: Session;
  readonly #kind: Operation['kind'];
  readonly #statement: (count: number) => string;
  readonly #everyMs: number;
  readonly #operations: Operation[] = [];
  #isStopped = false;
  #isOver = false;
  #count = 0;

  constructor(session: Session, kind: Operation['kind'], statement: (count: number) => string, everyMs: number) {
    this.#session = session;
    this.#kind = kind;
    this.#statement = statement;
    this.#everyMs = everyMs;
  }

  /** All operations that have ended. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Its session is gone, or it was stopped. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Lets the operation on its way be the last one. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Works until it is stopped, or its session is lost. */
  async run(): Promise<void> {
    while (!this.#isStopped && !this.#session.isLost) {
      const startedMs = performance.now();
      try {
        const { error } = await this.#session.send(this.#statement(this.#count++));
        const failure = error === null ? null : { message: error.message, sqlState: error.server.sqlState };
        this.#operations.push({ kind: this.#kind, startedMs, latencyMs: performance.now() - startedMs, failure });
      } catch {
        break;
      }
      // Late, it goes on at once, as an application with its own callers does.
      const restMs = this.#everyMs - (performance.now() - startedMs);
      if (restMs > 0 && !this.#isStopped) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    this.#isOver = true;
  }
}

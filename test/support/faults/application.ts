import type { AppSession, Lab } from './lab.ts';

/** What the users of an application went through, in milliseconds. */
export interface Experience {
  readonly worstMs: number;
  readonly p99Ms: number;
}

/** The same time on the table that is altered and on another one: what happens to both is the machine's. */
export interface Experiences {
  readonly orders: Experience;
  readonly other: Experience;
}

const SESSIONS = 20;
const INTERVAL_MS = 5;
const OTHER_EVERY = 4;

/** Reads and writes of an application, 200 a second on `orders` and 50 on a table that nobody alters, until it is stopped. */
export class Application {
  readonly #orders: Stream;
  readonly #other: Stream;
  readonly #timer: NodeJS.Timeout;
  #ticks = 0;

  private constructor(orders: readonly AppSession[], other: readonly AppSession[]) {
    this.#orders = new Stream('orders', orders);
    this.#other = new Stream('other', other);
    this.#timer = setInterval(() => {
      this.#orders.arrive();
      if (this.#ticks++ % OTHER_EVERY === 0) this.#other.arrive();
    }, INTERVAL_MS);
  }

  static async start(lab: Lab): Promise<Application> {
    await lab.query('CREATE TABLE other AS SELECT * FROM orders');
    const open = (): Promise<AppSession[]> => Promise.all(Array.from({ length: SESSIONS }, () => lab.session('web')));
    return new Application(await open(), await open());
  }

  /** Waits for the answers that are due and tells what was experienced. */
  async stop(): Promise<Experiences> {
    clearInterval(this.#timer);
    return { orders: await this.#orders.stop(), other: await this.#other.stop() };
  }
}

/** Queries on one table; one that finds no free session waits for one, and that counts. */
class Stream {
  readonly #table: string;
  readonly #free: AppSession[];
  readonly #sessions: readonly AppSession[];
  readonly #open = new Set<Promise<void>>();
  readonly #times: number[] = [];
  readonly #queue: number[] = [];
  #count = 0;

  constructor(table: string, sessions: readonly AppSession[]) {
    this.#table = table;
    this.#sessions = sessions;
    this.#free = [...sessions];
  }

  arrive(): void {
    const atMs = performance.now();
    const session = this.#free.pop();
    if (session === undefined) this.#queue.push(atMs);
    else {
      const asked: Promise<void> = this.#serve(session, atMs).finally(() => this.#open.delete(asked));
      this.#open.add(asked);
    }
  }

  async stop(): Promise<Experience> {
    while (this.#open.size > 0) await Promise.all(this.#open);
    await Promise.all(this.#sessions.map((session) => session.end()));
    const times = this.#times.toSorted((a, b) => a - b);
    return { worstMs: times.at(-1) ?? 0, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0 };
  }

  async #serve(session: AppSession, firstMs: number): Promise<void> {
    for (let atMs: number | undefined = firstMs; atMs !== undefined; atMs = this.#queue.shift()) {
      const id = (this.#count % 1000) + 1;
      const isRead = this.#count++ % 2 === 0;
      await session.query(
        isRead ? `SELECT total FROM ${this.#table} WHERE id = ${id}` : `UPDATE ${this.#table} SET total = total + 1 WHERE id = ${id}`,
      );
      this.#times.push(performance.now() - atMs);
    }
    this.#free.push(session);
  }
}

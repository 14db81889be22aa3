import type { Session } from '../../postgres/session.ts';
import type { StatementWatch } from '../../execute/step.ts';
import type { Statement } from '../../syntax/split.ts';
import { readRelations, readTouched, type RelationFacts, type TouchedRelation } from './relations.ts';
import { seenChanges, type SeenStatement } from './seen-statement.ts';

/** Observes the statements of one transaction from within: after each of them it reads what the transaction holds. */
export class TransactionObserver implements StatementWatch {
  readonly #session: Session;
  readonly #first: ReadonlyMap<string, RelationFacts>;
  readonly #now: Map<string, RelationFacts>;
  #touched: ReadonlyMap<string, TouchedRelation> = new Map();
  #startedAt = 0;
  readonly #seen: SeenStatement[] = [];

  private constructor(session: Session, first: ReadonlyMap<string, RelationFacts>) {
    this.#session = session;
    this.#first = first;
    this.#now = new Map(first);
  }

  /** Reads what exists before the first statement. */
  static async begin(session: Session): Promise<TransactionObserver> {
    return new TransactionObserver(session, await readRelations(session));
  }

  /** What was seen so far. */
  get seen(): readonly SeenStatement[] {
    return this.#seen;
  }

  /** The relations that were there before the first statement. */
  get relations(): ReadonlyMap<string, RelationFacts> {
    return this.#first;
  }

  /** The next statement is about to be sent. */
  before(): Promise<void> {
    this.#startedAt = performance.now();
    return Promise.resolve();
  }

  /** The statement is done: reads what it has locked, read and changed. */
  async after({ index, line }: Statement): Promise<void> {
    const elapsedMs = performance.now() - this.#startedAt;
    const touched = await readTouched(this.#session);
    const changes = seenChanges({ first: this.#first, now: this.#now, touched: this.#touched }, touched);
    this.#seen.push({ number: index + 1, line, elapsedMs, witness: 'transaction', ...changes });
    for (const { oid, facts } of touched) {
      if (facts === null) this.#now.delete(oid);
      else this.#now.set(oid, facts);
    }
    this.#touched = new Map(touched.map((one) => [one.oid, one]));
  }
}

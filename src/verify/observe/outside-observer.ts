import type { LockMode } from '../../model/lock-mode.ts';
import type { Session } from '../../postgres/session.ts';
import type { StatementWatch } from '../../execute/step.ts';
import type { Statement } from '../../syntax/split.ts';
import { LockWatch } from './lock-watch.ts';
import { readRelations, type RelationFacts, type TouchedRelation } from './relations.ts';
import { seenChanges, type SeenStatement } from './seen-statement.ts';

/** The sessions of an observation from outside. */
export interface Watchers {
  /** On the same database: it reads the catalog while nothing runs. */
  readonly catalog: Session;
  /** On another database, so that no CREATE INDEX CONCURRENTLY waits for its snapshots. */
  readonly locks: Session;
}

/** Observes statements that run outside of a transaction: locks by asking for them again and again, files and indexes by the catalog before and after. */
export class OutsideObserver implements StatementWatch {
  readonly #watchers: Watchers;
  readonly #backendPid: number;
  #now: ReadonlyMap<string, RelationFacts>;
  readonly #first: ReadonlyMap<string, RelationFacts>;
  #watch: LockWatch | null = null;
  #startedAt = 0;
  readonly #seen: SeenStatement[] = [];

  private constructor(watchers: Watchers, backendPid: number, first: ReadonlyMap<string, RelationFacts>) {
    this.#watchers = watchers;
    this.#backendPid = backendPid;
    this.#first = first;
    this.#now = first;
  }

  /** Reads what exists before the first statement of the session with this backend. */
  static async begin(watchers: Watchers, backendPid: number): Promise<OutsideObserver> {
    return new OutsideObserver(watchers, backendPid, await readRelations(watchers.catalog));
  }

  get seen(): readonly SeenStatement[] {
    return this.#seen;
  }

  /** The next statement is about to be sent: begins to ask for its locks. */
  async before(): Promise<void> {
    this.#watch = await LockWatch.begin(this.#watchers.locks, this.#backendPid);
    this.#startedAt = performance.now();
  }

  /** The statement is done: reads what it has changed. */
  async after({ index, line }: Statement): Promise<void> {
    const elapsedMs = performance.now() - this.#startedAt;
    const locks = this.#watch?.locks ?? new Map<string, LockMode>();
    await this.stop();
    const now = await readRelations(this.#watchers.catalog);
    const changes = seenChanges({ first: this.#first, now: this.#now, touched: new Map() }, touchedRelations(this.#now, now, locks));
    const scanned = [...new Map(changes.indexesBuilt.map(({ table }) => [table.oid, table])).values()];
    this.#seen.push({
      number: index + 1,
      line,
      elapsedMs,
      witness: 'sampled',
      ...changes,
      locks: changes.locks.filter(({ relation: { oid } }) => locks.has(oid)),
      scanned,
    });
    this.#now = now;
  }

  /** Asks for no more locks: the statement is done, or has failed. */
  async stop(): Promise<void> {
    await this.#watch?.end();
    this.#watch = null;
  }
}

/** Whatever was seen locked, was there before, or is there now. */
function touchedRelations(
  before: ReadonlyMap<string, RelationFacts>,
  now: ReadonlyMap<string, RelationFacts>,
  locks: ReadonlyMap<string, LockMode>,
): readonly TouchedRelation[] {
  const oids = new Set([...locks.keys(), ...before.keys(), ...now.keys()]);
  return [...oids].map((oid) => ({ oid, mode: locks.get(oid) ?? 'ACCESS SHARE', facts: now.get(oid) ?? null }));
}

import type { Node } from 'libpg-query';
import type {
  BlockingLock,
  CreateEffect,
  DependentEffect,
  DestroyEffect,
  Effect,
  LockReason,
  RelationName,
  RowsEffect,
  WorkKind,
} from '../../model/effect.ts';
import { isAtLeast, stronger } from '../../model/lock-mode.ts';
import type { LockMode } from '../../model/lock-mode.ts';
import type { Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';

/** A relation smaller than this (10 pages) is read and rewritten in an instant. */
export const SMALL_BYTES: number = 10 * 8192;

/** The server would refuse the statement here; nothing of it stays. */
export class RefusedStatement extends Error {
  readonly sqlState: string;
  constructor(sqlState: string, message: string) {
    super(message);
    this.name = 'RefusedStatement';
    this.sqlState = sqlState;
  }
}

interface HeldLock {
  readonly relation: Relation;
  readonly name: RelationName;
  readonly mode: LockMode;
}

/** How one work item is described. */
export interface WorkDetails {
  /** In words for a reader, as the rest of "reads the whole table because …". */
  readonly reason: string;
  readonly index?: Relation | null;
}

/**
 * Follows a batch statement by statement as the server would run it: what is locked, in which order, and what work goes on under which locks.
 * The interpreters of the single commands call its methods in the order of PostgreSQL's own code.
 */
export class Interpretation {
  readonly world: World;
  #effects: Effect[] = [];
  readonly #held = new Map<number, HeldLock>();
  /** Strongest mode among the lock effects of the present statement. */
  readonly #recorded = new Map<number, LockMode>();
  #uncertain = 0;
  /** In a transaction block, as a migration's script is unless a statement of it refuses one. */
  isInTransaction = true;
  /** Whoever runs the script builds an index of a partitioned table partition by partition where the server refuses CONCURRENTLY. */
  buildsByPartition = false;
  /** Savepoints of the transaction by name: each gives back the locks taken since. */
  readonly savepoints: Map<string, () => void> = new Map();
  /** How often each call was followed in the present statement: triggers that set each other off would be followed without end. */
  readonly calls: Map<string, number> = new Map();
  /** Functions being interpreted, against endless recursion. */
  readonly callStack: string[] = [];
  /** Follows a statement inside the present one (an element of CREATE SCHEMA, a function's body); interpretNode sets it. */
  follow: (node: Node) => void = () => this.opaque('a statement inside another one is not analysed');

  constructor(world: World) {
    this.world = world;
  }

  get majorVersion(): number {
    return this.world.majorVersion;
  }

  /** Runs one statement's interpreter and returns what it did; a refused statement ends with an `error` effect. */
  statement(run: () => void): readonly Effect[] {
    this.calls.clear();
    this.#effects = [];
    this.#recorded.clear();
    try {
      run();
    } catch (error) {
      if (!(error instanceof RefusedStatement)) throw error;
      this.#effects.push({ kind: 'error', sqlState: error.sqlState, message: error.message });
    }
    if (!this.isInTransaction) this.releaseLocks();
    return this.#effects;
  }

  /** Effects of the present statement so far. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** COMMIT, ROLLBACK, or an internal commit of a statement that runs outside a transaction: all locks are given back. */
  releaseLocks(): void {
    this.#held.clear();
  }

  /** Begins a subtransaction; the function that it returns rolls it back: the locks taken since are given back (manual, SAVEPOINT). */
  savepoint(): () => void {
    const held = new Map(this.#held);
    return () => {
      this.#held.clear();
      for (const [id, lock] of held) this.#held.set(id, lock);
    };
  }

  /** Takes a lock; in a transaction it is held to the end. Locks on relations made by the batch are recorded as well (nobody waits for them). */
  lock(relation: Relation, mode: LockMode, reason: LockReason = 'direct'): void {
    const held = this.#held.get(relation.id);
    const name = nameOf(relation);
    if (held === undefined || !isAtLeast(held.mode, mode))
      this.#held.set(relation.id, { relation, name, mode: held === undefined ? mode : stronger(held.mode, mode) });
    const recorded = this.#recorded.get(relation.id);
    if (recorded !== undefined && isAtLeast(recorded, mode)) return;
    this.#recorded.set(relation.id, mode);
    this.#effects.push({ kind: 'lock', relation: name, mode, reason, isBrief: false });
  }

  /** A lock that is given back before the statement goes on (the last moment of DROP INDEX CONCURRENTLY, the cut at the end of VACUUM). */
  briefLock(relation: Relation, mode: LockMode, reason: LockReason = 'direct'): void {
    this.#effects.push({ kind: 'lock', relation: nameOf(relation), mode, reason, isBrief: true });
  }

  /** The mode held on a relation by the present transaction. */
  heldMode(relation: Relation): LockMode | null {
    return this.#held.get(relation.id)?.mode ?? null;
  }

  /**
   * Work that grows with a relation. Nothing is recorded for a relation that is known to be empty or has no file of its own; a partitioned
   * table passes the work to its partitions itself, so call this for each of them.
   */
  work(kind: WorkKind, relation: Relation, { reason, index = null }: WorkDetails): void {
    const assumedRows = this.world.assumedRowsOf(relation);
    const isEmpty = relation.population === 'empty' || (relation.bytes !== null && relation.bytes < SMALL_BYTES);
    if (!hasStorage(relation) || (isEmpty && assumedRows === null)) return;
    this.#effects.push({
      kind: 'work',
      work: kind,
      relation: nameOf(relation),
      index: index === null ? null : nameOf(index),
      reason,
      rows: assumedRows ?? relation.rows,
      bytes: assumedRows === null ? relation.bytes : null,
      under: this.#blockingLocks(),
      isCertain: this.#uncertain === 0,
    });
  }

  destroy(effect: Omit<DestroyEffect, 'kind' | 'relation'> & { readonly relation: Relation | null }): void {
    this.#effects.push({ ...effect, kind: 'destroy', relation: effect.relation === null ? null : nameOf(effect.relation) });
  }

  dependent(effect: Omit<DependentEffect, 'kind'>): void {
    this.#effects.push({ ...effect, kind: 'dependent' });
  }

  rows(operation: RowsEffect['operation'], relation: Relation, isWhole: boolean): void {
    this.#effects.push({ kind: 'rows', operation, relation: nameOf(relation), isWhole });
  }

  created(effect: Omit<CreateEffect, 'kind'>): void {
    this.#effects.push({ ...effect, kind: 'create' });
  }

  /** Something that cannot be followed: the statement is high risk. */
  opaque(reason: string, offset: number | null = null): void {
    this.#effects.push({ kind: 'opaque', reason, offset });
  }

  /** The server refuses the statement: ends its interpretation. */
  refuse(sqlState: string, message: string): never {
    throw new RefusedStatement(sqlState, message);
  }

  /**
   * What a text does not settle (a name that an open world cannot know, say) is no ground for refusing: refuses only in a closed world, and
   * only where the world is known.
   */
  refuseIfKnown(sqlState: string, message: string): void {
    if (!this.world.isOpen) this.refuse(sqlState, message);
  }

  /** What happens inside may not happen: a branch that is not settled, a loop that may not run, a caught exception. */
  uncertainly<T>(run: () => T): T {
    this.#uncertain++;
    try {
      return run();
    } finally {
      this.#uncertain--;
    }
  }

  #blockingLocks(): readonly BlockingLock[] {
    return [...this.#held.values()]
      .filter(({ relation, mode }) => !relation.isNew && isBlocking(relation, mode))
      .map(({ name, mode }) => ({ relation: name, mode }));
  }
}

/** Does a lock keep others' reads or writes waiting? EXCLUSIVE on a materialized view keeps only REFRESH out. */
export function isBlocking(relation: Relation, mode: LockMode): boolean {
  switch (relation.relkind) {
    case 'table':
    case 'partitioned-table':
    case 'foreign-table':
      return isAtLeast(mode, 'SHARE');
    case 'materialized-view':
    case 'index':
    case 'partitioned-index':
      return mode === 'ACCESS EXCLUSIVE';
    default:
      return false;
  }
}

/** Has it a file of its own that can be read or rewritten? */
export function hasStorage(relation: Relation): boolean {
  return relation.relkind === 'table' || relation.relkind === 'materialized-view' || relation.relkind === 'index';
}

/** A relation as effects name it. */
export function nameOf(relation: Relation): RelationName {
  return { id: relation.id, kind: relation.relkind, schema: relation.schema, name: relation.name, isPreExisting: !relation.isNew };
}

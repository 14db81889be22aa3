import type { LockMode } from './lock-mode.ts';

/** The kind of a relation, in words. */
export type RelationKind =
  | 'table'
  | 'partitioned-table'
  | 'view'
  | 'materialized-view'
  | 'index'
  | 'partitioned-index'
  | 'sequence'
  | 'foreign-table'
  | 'composite-type';

/** Kinds by `pg_class.relkind`. */
export const RELATION_KINDS: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned-table',
  v: 'view',
  m: 'materialized-view',
  i: 'index',
  I: 'partitioned-index',
  S: 'sequence',
  f: 'foreign-table',
  c: 'composite-type',
};

/** A relation as it was called when something happened to it. */
export interface RelationName {
  /** Number of the relation in the analysis, the same through renames. */
  readonly id: number;
  readonly kind: RelationKind;
  readonly schema: string;
  readonly name: string;
  /** Did it exist before the batch? */
  readonly isPreExisting: boolean;
}

/** Why a relation is locked although the statement may not name it. */
export type LockReason =
  | 'direct'
  | 'foreign-key'
  | 'partition'
  | 'inheritance'
  | 'index'
  | 'domain'
  | 'type'
  | 'view'
  | 'trigger'
  | 'cascade'
  | 'function'
  | 'sequence'
  | 'owner'
  | 'schema';

/** A lock taken; in a transaction it is held to the end. */
export interface LockEffect {
  readonly kind: 'lock';
  readonly relation: RelationName;
  readonly mode: LockMode;
  readonly reason: LockReason;
  /** Given back before the statement ends (the last steps of CONCURRENTLY, the cut of VACUUM). */
  readonly isBrief: boolean;
}

/** Work whose time grows with a relation: a new copy of a table, a read of all of it, an index built, its file copied. */
export type WorkKind = 'rewrite' | 'scan' | 'index-build' | 'copy';

/** A lock that others wait for while work goes on. */
export interface BlockingLock {
  readonly relation: RelationName;
  readonly mode: LockMode;
}

/** Work that grows with the size of a relation, and the locks that keep others waiting meanwhile. */
export interface WorkEffect {
  readonly kind: 'work';
  readonly work: WorkKind;
  readonly relation: RelationName;
  /** The index that is built or read, `null` for the table itself. */
  readonly index: RelationName | null;
  /** Why, in words for a reader: `the new type has another binary form`. */
  readonly reason: string;
  /** Rows and bytes where they are known, from the target or from --assume-rows. */
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Blocking locks held meanwhile, on relations that existed before; empty when nobody waits. */
  readonly under: readonly BlockingLock[];
  /** False when it cannot be known whether this happens: dynamic SQL, a branch not settled, a relation of unknown size is still certain. */
  readonly isCertain: boolean;
}

/** Something that is gone afterwards. */
export interface DestroyEffect {
  readonly kind: 'destroy';
  readonly what: 'table' | 'column' | 'rows' | 'schema' | 'type' | 'materialized-view' | 'sequence' | 'database' | 'values';
  readonly relation: RelationName | null;
  readonly name: string;
  /** Named by the statement, or taken along by CASCADE. */
  readonly isCascade: boolean;
}

/** An object that is dropped or changed although the statement does not name it, or that still uses what changes. */
export interface DependentEffect {
  readonly kind: 'dependent';
  readonly what: string;
  readonly name: string;
  readonly change: 'dropped' | 'rebuilt' | 'changed' | 'uses';
}

/** Rows written. */
export interface RowsEffect {
  readonly kind: 'rows';
  readonly operation: 'insert' | 'update' | 'delete' | 'truncate' | 'copy';
  readonly relation: RelationName;
  /** All rows, as far as the text says (no WHERE, or one that is always true). */
  readonly isWhole: boolean;
}

/** An object made. */
export interface CreateEffect {
  readonly kind: 'create';
  readonly what: string;
  readonly name: string;
}

/** The server would refuse the statement; what it says. */
export interface ErrorEffect {
  readonly kind: 'error';
  readonly sqlState: string;
  readonly message: string;
}

/** Something that could not be analysed; never low risk. */
export interface OpaqueEffect {
  readonly kind: 'opaque';
  readonly reason: string;
  /** Byte offset in the statement where known. */
  readonly offset: number | null;
}

/** What a statement does, in the order in which it does it. */
export type Effect = LockEffect | WorkEffect | DestroyEffect | DependentEffect | RowsEffect | CreateEffect | ErrorEffect | OpaqueEffect;

/** How sure it is that a table holds rows. */
export type Population = 'empty' | 'populated' | 'unknown';

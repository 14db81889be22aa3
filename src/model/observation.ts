import type { RelationKind } from './effect.ts';
import type { LockMode } from './lock-mode.ts';
import type { Estimate } from './plan.ts';

/** A lock that a statement was seen to hold on a relation that existed before its migration: the strongest mode. */
export interface ObservedLock {
  /** `orders`, or `app.orders` where the schema is not on the search path. */
  readonly relation: string;
  readonly kind: RelationKind;
  readonly mode: LockMode;
  /** What `plan` says for this relation at this statement; null: it says that it is not locked. */
  readonly predicted: LockMode | null;
}

/** How long a statement would take on the target, from two measured sizes. */
export interface MeasuredEstimate extends Estimate {
  readonly expectedMs: number;
  /** Rows of the target for which this holds. */
  readonly rows: number;
}

/** What one statement was seen to do in the sandbox. */
export interface ObservedStatement {
  readonly script: string;
  /** From 1 in its script. */
  readonly number: number;
  readonly line: number;
  /** `ALTER TABLE`, `CREATE INDEX`. */
  readonly command: string;
  /** Milliseconds, with the rows that the sandbox had. */
  readonly elapsedMs: number;
  /**
   * `transaction`: locks read from the transaction right after the statement. `sampled`: it runs outside of one and was watched from another session,
   * so that short locks may be missing.
   */
  readonly witness: 'transaction' | 'sampled';
  /** New or stronger than what earlier statements of the transaction held already. */
  readonly locks: readonly ObservedLock[];
  /** Tables and materialized views that existed before and got a new file with all their rows. */
  readonly rewritten: readonly string[];
  /** Tables that existed before and were read as a whole. */
  readonly scanned: readonly string[];
  /** Indexes built on tables that existed before. */
  readonly indexesBuilt: readonly string[];
  /** Of all relations that it touched, with their indexes and TOAST tables; null: not observed. */
  readonly sizeChangeBytes: number | null;
  /** Where `plan` was wrong, in words: `predicted SHARE UPDATE EXCLUSIVE on orders, took ACCESS EXCLUSIVE`. */
  readonly surprises: readonly string[];
  /** Null unless it was measured at two sizes (`--measure`) and its work grows with rows. */
  readonly estimate: MeasuredEstimate | null;
}

/** What the statements of one migration were seen to do, each sent on its own on a copy of the sandbox's database. */
export interface MigrationObservation {
  readonly statements: readonly ObservedStatement[];
  /** Why statements are missing; null: all were observed. */
  readonly problem: string | null;
}

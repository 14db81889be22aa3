/** The rows of the target that were brought into the sandbox. */
export interface ProofSample {
  /** The part of each table that was wanted, from 0 to 1. */
  readonly share: number;
  /** Chooses the same rows again, as long as they are there. */
  readonly seed: number;
  readonly tables: readonly SampledTable[];
  readonly rows: number;
  readonly bytes: number;
  /** In words: what did not come along, and why. */
  readonly gaps: readonly string[];
  readonly elapsedMs: number;
}

/** What came of one table. */
export interface SampledTable {
  readonly table: string;
  readonly rows: number;
  /** How many the target's statistics say that it has; null: they do not say. */
  readonly of: number | null;
  /** As they were sent. */
  readonly bytes: number;
  readonly masked: readonly MaskedColumn[];
}

/** A column that was masked, and how. */
export interface MaskedColumn {
  readonly column: string;
  readonly method: string;
}

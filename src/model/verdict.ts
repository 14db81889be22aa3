import type { ObjectDifference } from './fingerprint.ts';

/** `proven`: up, undo and up again gave the same schema and data. `refuted`: they did not. `unproven`: nobody knows, which is never success. */
export type Verdict = 'proven' | 'refuted' | 'unproven';

/** What the round trip of one migration showed. */
export interface MigrationProof {
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  readonly undoScript: string | null;
  readonly up: 'ok' | 'failed';
  readonly undo: 'ok' | 'failed' | 'missing' | 'empty' | null;
  /** `order`: only the order of columns differs, a class of its own, neither proven nor refuted. Null: undo did not run. */
  readonly restored: 'exact' | 'order' | 'no' | null;
  /** Null: it was not tried. */
  readonly reup: 'ok' | 'failed' | 'different' | null;
  readonly verdict: Verdict;
  /** In words, the decisive one first. */
  readonly reasons: readonly string[];
  /** Objects that undo left different from what they were before up. */
  readonly differences: readonly ObjectDifference[];
  /** Objects that the second up left different from what the first one made. */
  readonly reupDifferences: readonly ObjectDifference[];
  /** The server's messages, with place. */
  readonly errors: readonly { readonly step: 'up' | 'undo' | 'reup'; readonly message: string; readonly sqlState: string | null; readonly line: number | null }[];
  /** Milliseconds of up, undo and up again. */
  readonly upMs: number;
  readonly undoMs: number | null;
  readonly reupMs: number | null;
}

import type { ObjectDifference } from './fingerprint.ts';
import type { LoadReport } from './load.ts';
import type { MadeRowsReport, RowFinding } from './made-rows.ts';
import type { MigrationObservation } from './observation.ts';
import type { ComparedQuery } from './query-plan.ts';
import type { ProofSample } from './sample.ts';

/** `proven`: up, undo and up again gave the same schema and data. `refuted`: they did not. `unproven`: nobody knows, which is never success. */
export type Verdict = 'proven' | 'refuted' | 'unproven';

/** `order`: only the order of columns differs, a class of its own, neither proven nor refuted. */
export type Restored = 'exact' | 'order' | 'no';

/** A script that failed in the sandbox. */
export interface ProofError {
  readonly step: 'up' | 'undo' | 'reup';
  readonly script: string;
  readonly message: string;
  readonly sqlState: string | null;
  readonly line: number | null;
  /** It was stopped by `flyback.verify.timeout`. */
  readonly isTimeout: boolean;
}

/** Rows, values of a column, or a counter that undo left other than they were before up. */
export interface DataDifference {
  /** `probe`: a row that was written between up and undo, or a value of it. */
  readonly kind: 'rows' | 'values' | 'sequence' | 'probe';
  /** `public.orders`, `public.orders.total` or the name of a sequence. */
  readonly identity: string;
  /** `lost`: fewer than before. `added`: more. `changed`: as many, but others. */
  readonly change: 'lost' | 'added' | 'changed';
  /** Rows, values that are not null, or the number that the sequence gave last. */
  readonly before: number;
  readonly after: number;
}

/** What the round trip of one migration showed. */
export interface MigrationProof {
  /** Null: a repeatable migration, which has no undo; it is run twice. */
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  /** Path of the script as configured: `sql/V2__note.sql`. */
  readonly file: string;
  readonly undoScript: string | null;
  readonly undoFile: string | null;
  readonly up: 'ok' | 'failed';
  readonly undo: 'ok' | 'failed' | 'missing' | 'empty' | null;
  /** Null: undo did not run. */
  readonly restored: Restored | null;
  /** Null: it was not tried. */
  readonly reup: 'ok' | 'failed' | 'different' | null;
  readonly verdict: Verdict;
  /** In words, the decisive one first. */
  readonly reasons: readonly string[];
  /** Objects that undo left different from what they were before up. */
  readonly differences: readonly ObjectDifference[];
  /** Objects that the second up left different from what the first one made. */
  readonly reupDifferences: readonly ObjectDifference[];
  /** Rows and values that undo did not bring back, or left behind. */
  readonly dataDifferences: readonly DataDifference[];
  /** Tables into which a row was written between up and undo, and those that would not take one; left out where none was tried. */
  readonly probes?: {
    readonly tables: readonly string[];
    readonly without: readonly { readonly table: string; readonly reason: string }[];
  };
  /** Rows on which it fails, found by rows that were made up; left out where there are none. */
  readonly rowFindings?: readonly RowFinding[];
  readonly errors: readonly ProofError[];
  /** Milliseconds of up, undo and up again. */
  readonly upMs: number;
  readonly undoMs: number | null;
  readonly reupMs: number | null;
  /** What its statements were seen to do; left out where nobody looked. */
  readonly observed?: MigrationObservation;
  /** Its up beside readers and writers (`--load`). */
  readonly load?: LoadReport;
}

/** What undoing the whole batch, newest first, and applying it again showed. */
export interface ChainProof {
  /** How many undo scripts ran, of how many versions. */
  readonly undone: number;
  readonly of: number;
  /** Where the undos ended early; null: they did not. */
  readonly stoppedAt: { readonly version: string; readonly script: string | null; readonly why: 'missing' | 'failed' } | null;
  /** Compared with the state before the batch, also when the undos ended early. */
  readonly restored: Restored;
  readonly reup: 'ok' | 'failed' | 'different' | null;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly differences: readonly ObjectDifference[];
  readonly reupDifferences: readonly ObjectDifference[];
  readonly dataDifferences: readonly DataDifference[];
  readonly errors: readonly ProofError[];
}

/** Where the proof was made. */
export interface ProofSandbox {
  readonly kind: 'installed' | 'embedded' | 'container' | 'shadow';
  readonly serverVersion: string;
  /** Null: no target was asked. */
  readonly targetServerVersion: string | null;
}

/** The state that the first migration of the batch found. */
export interface ProofBase {
  /**
   * `empty`: a new database. `history`: what the target's history says, replayed from the files. `target`: the target's schema, copied. `files`: the
   * versions before the range.
   */
  readonly kind: 'empty' | 'history' | 'target' | 'files';
  /** Of `target`: how many the history says. */
  readonly applied: number;
  /** Why it is not the target's state. */
  readonly gaps: readonly string[];
  /** Why it is a copy, and what of the target is never copied. */
  readonly notes?: readonly string[];
}

/** The answer of `flyback verify`. */
export interface Proof {
  /** Null: there was nothing to prove. */
  readonly verdict: Verdict | null;
  readonly reasons: readonly string[];
  readonly sandbox: ProofSandbox | null;
  readonly base: ProofBase | null;
  readonly migrations: readonly MigrationProof[];
  readonly chain: ChainProof | null;
  readonly summary: { readonly migrations: number; readonly proven: number; readonly refuted: number; readonly unproven: number };
  readonly elapsedMs: number;
  /** Rows that were made up for the round trips; left out where none were. */
  readonly rows?: MadeRowsReport;
  /** Queries of the application before and after the batch (`--queries`). */
  readonly plans?: readonly ComparedQuery[];
  /** What the planner knew of the target's data, and which queries were left out. */
  readonly planNotes?: readonly string[];
  /** The rows of the target that the batch was proven on (`--sample`). */
  readonly sample?: ProofSample;
}

import type { ObjectDifference } from './fingerprint.ts';
import type { ProofSandbox } from './verdict.ts';

/** `none`: the target is what its history says. `drift`: it is not. `unknown`: the history cannot be replayed in full, so that nobody knows. */
export type DriftVerdict = 'none' | 'drift' | 'unknown';

/** A statement of a script. */
export interface DriftStatement {
  readonly sql: string;
  /** What it takes away for good: `the column public.orders.note with its values`; null: nothing. */
  readonly loses: string | null;
  /** What it needs of the rows that are there: `no NULL in public.orders.note`; null: nothing. The proof says nothing of rows. */
  readonly needs: string | null;
}

/** A script that ends a drift, and what trying it out has shown. */
export interface DriftScript {
  /** The file as it is written. */
  readonly sql: string;
  readonly statements: readonly DriftStatement[];
  /** In the sandbox it led exactly to the schema that it is to lead to. Rows were not there: it says nothing of them. */
  readonly isProven: boolean;
  /** Why it is not proven, in words. */
  readonly reasons: readonly string[];
  /** What still differs after it. */
  readonly remaining: readonly ObjectDifference[];
  /** Absolute path where it was written; null: it was not asked for. */
  readonly file: string | null;
}

/** An object that differs. */
export interface DriftDifference extends ObjectDifference {
  /** As a sentence: `the column public.orders.note is additional`. */
  readonly words: string;
  /** What makes an object that is additional or missing; null for others. */
  readonly sql: string | null;
}

/** An object that differs and that nobody is told of, by the pattern that says so. */
export interface IgnoredDifference extends Pick<ObjectDifference, 'kind' | 'identity' | 'change'> {
  readonly pattern: string;
}

/** An object that cannot be compared, and why. */
export interface UncomparedObject {
  readonly kind: string;
  readonly identity: string;
  readonly why: string;
}

/** The answer of `flyback drift`. In the differences `before` is what the history says and `after` what the target holds. */
export interface Drift {
  readonly verdict: DriftVerdict;
  readonly database: string;
  readonly sandbox: ProofSandbox;
  /** What was replayed, up to which version; why it is not all that the target holds. */
  readonly replay: { readonly applied: number; readonly version: string | null; readonly gaps: readonly string[] };
  /** Schemas that were compared, the configured ones and those that the history makes. */
  readonly schemas: readonly string[];
  /** Migrations that are not applied yet, which are no drift. */
  readonly pending: number;
  readonly notes: readonly string[];
  readonly differences: readonly DriftDifference[];
  readonly ignored: readonly IgnoredDifference[];
  readonly notCompared: readonly UncomparedObject[];
  /** A migration that makes of the history what the target is; null: there is nothing to do. */
  readonly adopt: DriftScript | null;
  /** What makes of the target what its history says. */
  readonly revert: DriftScript | null;
  readonly summary: { readonly added: number; readonly removed: number; readonly changed: number; readonly moved: number };
  readonly elapsedMs: number;
}

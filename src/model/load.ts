/** A moment of an application beside a migration. Milliseconds. */
export interface LoadMoment {
  /** Since the up began; below zero: before it. */
  readonly atMs: number;
  /** How long the operation that began then took. */
  readonly latencyMs: number;
  readonly kind: 'read' | 'write';
}

/** A statement of the up and when it ran. */
export interface LoadedStatement {
  /** From 1 in its script. */
  readonly number: number;
  readonly line: number;
  readonly command: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What readers and writers of one table met while an up ran. */
export interface LoadedTable {
  /** `public.orders`. */
  readonly table: string;
  /** Rows that it had. */
  readonly rows: number;
  /** Operations that ended well. */
  readonly reads: number;
  readonly writes: number;
  /** What failed: the application as it was before does not fit the new schema. */
  readonly failures: readonly { readonly message: string; readonly sqlState: string; readonly count: number }[];
  /** Median of the operations before the up began. */
  readonly calmMs: number;
  /** The longest operation, from its start. */
  readonly longestStallMs: number;
  readonly stalled: 'read' | 'write' | null;
  /** Number of the statement that ran when the longest operation began to wait; null: none did. */
  readonly statement: number | null;
  /** The slowest operation of each part of the time. */
  readonly timeline: readonly LoadMoment[];
}

/** An up with readers and writers beside it. */
export interface LoadReport {
  readonly clients: number;
  /** Of the up, with its commit. */
  readonly elapsedMs: number;
  readonly statements: readonly LoadedStatement[];
  readonly tables: readonly LoadedTable[];
  /** Why it is not whole: the up failed, a table could not be filled. */
  readonly problem: string | null;
}

/** A plan of the planner for a query, as EXPLAIN prints it, or why there is none. */
export type ExplainedQuery = { readonly lines: readonly string[] } | { readonly sqlState: string; readonly error: string };

/** What is wrong with a query after the migrations. */
export interface QueryFinding {
  /** `broken`: it no longer runs. `sequential-scan`: it now reads a table as a whole that is large on the target. */
  readonly kind: 'broken' | 'sequential-scan';
  /** `query 12 fails after this batch: column "total" does not exist`. */
  readonly message: string;
}

/** One query before and after the batch. */
export interface ComparedQuery {
  /** From 1, in the order of the file or of the time that the target spends on it. */
  readonly number: number;
  readonly query: string;
  readonly source: 'file' | 'pg_stat_statements';
  /** What the target counted; null for a query from a file. */
  readonly calls: number | null;
  readonly totalMs: number | null;
  /** `broken`: it ran before and fails now. `repaired`: the other way round. `unexplained`: it fails before and after, so nothing is known. */
  readonly outcome: 'same' | 'changed' | 'broken' | 'repaired' | 'unexplained';
  readonly before: ExplainedQuery;
  readonly after: ExplainedQuery;
  /** The script after which it first failed or had another plan; null: its plan is the same. */
  readonly since: string | null;
  /** In words: `orders: Index Scan using orders_code becomes Seq Scan`. */
  readonly changes: readonly string[];
  /** Lines that begin with a space, `-` or `+`; empty where the plans are the same. */
  readonly diff: readonly string[];
  readonly findings: readonly QueryFinding[];
}

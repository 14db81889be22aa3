/** Rows of a table that make a migration fail, found by rows that were made up. */
export interface RowFinding {
  readonly script: string;
  /** `public.users`. */
  readonly table: string;
  /** Null: it fails as soon as the table holds a row. */
  readonly column: string | null;
  /** What the column holds then: `NULL`, `the same value twice`, `'abc-2'`. */
  readonly holds: string;
  /** What the server says, with the values that were made up. */
  readonly message: string;
  readonly sqlState: string | null;
  /** Tells whether a database holds such rows, `t` or `f`; null: there is no simple question for it. */
  readonly question: string | null;
  /** What the target has answered; null: it was not asked, or not in time. */
  readonly onTarget: boolean | null;
}

/** Rows that were made up, because the sandbox held none. */
export interface MadeRowsReport {
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  /** Tables for which none could be made, and why. */
  readonly without: readonly { readonly table: string; readonly reason: string }[];
}

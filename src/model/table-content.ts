/** What a table holds, whatever the order of its rows and columns. */
export interface TableContent {
  readonly rows: number;
  /** Equal where the rows are; of tables with the same columns. */
  readonly digest: string;
  /** By quoted name: how many values are not null, and a digest of them. */
  readonly columns: ReadonlyMap<string, { readonly values: number; readonly digest: string }>;
}

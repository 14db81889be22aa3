/** One change of a catalog, and what takes it back exactly, the order of columns included. */
export interface Mutation {
  readonly name: string;
  /** What there must be before the change, beside `base.sql`; such a change is tried in a database of its own. */
  readonly setup?: readonly string[];
  /** Statements, each of which is a message of its own, as some cannot share a transaction. */
  readonly change: readonly string[];
  /** Null: the change leaves no trace. */
  readonly undo: readonly string[] | null;
  /** First major that has it. */
  readonly since?: number;
  /** Why it differs although `pg_dump -s` prints the same. */
  readonly moreThanDump?: string;
  /** What the fingerprint names, on PostgreSQL 15 or the first major that has it: `added column app.orders.extra`. */
  readonly differences: readonly string[];
}

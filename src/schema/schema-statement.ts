/** One statement of the way from one schema to another. */
export interface SchemaStatement {
  /** Without a semicolon at its end. */
  readonly sql: string;
  /** What it takes away that no statement brings back: `the column app.orders.note with its values`; null: nothing. */
  readonly loses: string | null;
  /** It can be executed only when everything that belongs to its object is there: a table becomes a partition. */
  readonly isLast: boolean;
}

/** A statement that takes nothing away. */
export function keeping(sql: string): SchemaStatement {
  return { sql, loses: null, isLast: false };
}

/** A statement that takes something away. */
export function losing(sql: string, loses: string): SchemaStatement {
  return { sql, loses, isLast: false };
}

/** A statement that needs all that belongs to its object. */
export function joining(sql: string): SchemaStatement {
  return { sql, loses: null, isLast: true };
}

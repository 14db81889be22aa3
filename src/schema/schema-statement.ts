/** One statement of the way from one schema to another. */
export interface SchemaStatement {
  /** Without a semicolon at its end. */
  readonly sql: string;
  /** What it takes away that no statement brings back: `the column app.orders.note with its values`; null: nothing. */
  readonly loses: string | null;
  /** What it needs of the rows that are there, where its text does not tell: `values of app.orders.note that fit`; null: see conditions.ts. */
  readonly needs: string | null;
  /** It can be executed only when everything that belongs to its object is there: a table becomes a partition. */
  readonly isLast: boolean;
}

/** A statement that takes nothing away. */
export function keeping(sql: string): SchemaStatement {
  return { sql, loses: null, needs: null, isLast: false };
}

/** A statement that takes something away. */
export function losing(sql: string, loses: string): SchemaStatement {
  return { sql, loses, needs: null, isLast: false };
}

/** A statement that needs all that belongs to its object. */
export function joining(sql: string): SchemaStatement {
  return { sql, loses: null, needs: null, isLast: true };
}

/** A statement that fails where rows are not as it needs them. */
export function needing(sql: string, needs: string): SchemaStatement {
  return { sql, loses: null, needs, isLast: false };
}

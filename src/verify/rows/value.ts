/** What is special about a value, apart from which the rows are ordinary. */
export type Peculiarity = 'null' | 'empty' | 'word' | 'long' | 'case' | 'zero' | 'negative' | 'large' | 'early' | 'late';

/** A way to make values of one column. */
export interface Value {
  /** The SQL of the value of a row; of its number, an SQL expression of type bigint from 1 on. */
  readonly sql: (row: string) => string;
  /** How many different values come out; Infinity where each row has its own. */
  readonly size: number;
}

/** A value for a single row that real data may hold and few people think of. */
export interface PeculiarValue {
  readonly peculiarity: Peculiarity;
  readonly sql: string;
  /** As a person is told: `'abc'`, `-1`. */
  readonly shown: string;
}

/** Every row has the same. */
export function constant(sql: string): Value {
  return { sql: () => sql, size: 1 };
}

/** The rows take these in turn. */
export function inTurn(items: readonly string[], type: string): Value {
  if (items.length === 1) return constant(items[0] ?? 'NULL');
  return { sql: (row) => `(ARRAY[${items.join(', ')}]::${type}[])[1 + ((${row}) - 1) % ${items.length}]`, size: items.length };
}

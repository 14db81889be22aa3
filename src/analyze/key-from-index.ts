import type { Constraint, RangeVar } from 'libpg-query';
import type { StatementSubject } from './rule.ts';
import { NEXT_MIGRATION, madeName, sqlLines, sqlName, sqlRange } from './safer-sql.ts';
import { addedConstraints, rangeOf, relationNamed, wordsOf } from './statement-parts.ts';

/** A UNIQUE or PRIMARY KEY constraint that a statement adds with an index of its own. */
export interface AddedKey {
  readonly range: RangeVar;
  readonly constraint: Constraint;
  readonly columns: readonly string[];
}

/** The key that a statement adds, where its index could be built CONCURRENTLY first: not for partitioned tables and WITHOUT OVERLAPS. */
export function addedKey(subject: StatementSubject, type: 'CONSTR_UNIQUE' | 'CONSTR_PRIMARY'): AddedKey | null {
  const range = rangeOf(subject.node);
  const [key] = addedConstraints(subject).filter(({ constraint }) => constraint.contype === type && constraint.indexname === undefined);
  if (range === null || key === undefined || key.constraint.without_overlaps === true) return null;
  if (relationNamed(subject.world, range)?.relkind === 'partitioned-table') return null;
  const columns = key.column === null ? wordsOf(key.constraint.keys) : [key.column];
  return columns.length === 0 ? null : { range, constraint: key.constraint, columns };
}

/** The same key in steps that leave the table open; `between` stands between the index and the constraint. */
export function keyFromIndex(
  { range, constraint, columns }: AddedKey,
  word: 'UNIQUE' | 'PRIMARY KEY',
  between: readonly string[] = [],
): string {
  const table = range.relname ?? '';
  const chosen = word === 'UNIQUE' ? madeName(table, ...columns, 'key') : madeName(table, 'pkey');
  const name = sqlName(constraint.conname ?? chosen);
  const nulls = constraint.nulls_not_distinct === true ? ' NULLS NOT DISTINCT' : '';
  return sqlLines(
    `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${sqlRange(range)} (${columns.map(sqlName).join(', ')})${nulls}`,
    NEXT_MIGRATION,
    ...between,
    `ALTER TABLE ${sqlRange(range)} ADD CONSTRAINT ${name} ${word} USING INDEX ${name}`,
  );
}

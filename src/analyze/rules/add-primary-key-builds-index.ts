import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { NEXT_MIGRATION, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, rangeOf, relationNamed, wordsOf } from '../statement-parts.ts';
import type { RangeVar } from 'libpg-query';

/** A primary key whose index is built, or whose columns are looked through, under ACCESS EXCLUSIVE. */
export const addPrimaryKeyBuildsIndex: Rule = statementRule<readonly string[]>({
  id: 'add-primary-key-builds-index',
  title: 'ADD PRIMARY KEY that builds its index or reads the table',
  group: 'lock',
  severity: 'high',
  why: 'The index is built while ACCESS EXCLUSIVE is held. With USING INDEX nothing is built, but a column that is still nullable is looked through for NULLs under the same lock.',
  safer:
    'Make the columns NOT NULL by a validated CHECK, build the unique index CONCURRENTLY, then ADD PRIMARY KEY USING INDEX, which only changes the catalog.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  alsoKnownAs: ['squawk adding-serial-primary-key-field', 'eugene W14', 'Atlas PG104', 'Atlas PG304', 'pgfence add-pk-*'],
  before: (node, world) =>
    (relationNamed(world, rangeOf(node))?.columns ?? []).filter(({ isNotNull }) => isNotNull).map(({ name }) => name),
  check: (subject, required) =>
    waitingFindings(subject, 'add-primary-key-builds-index', 'ADD PRIMARY KEY').map((finding) => ({
      ...finding,
      saferSql: withIndexFirst(subject, required),
    })),
});

function withIndexFirst(subject: StatementSubject, required: readonly string[]): string | null {
  const range = rangeOf(subject.node);
  const table = relationNamed(subject.world, range);
  const [key] = addedConstraints(subject).filter(
    ({ constraint }) => constraint.contype === 'CONSTR_PRIMARY' && constraint.indexname === undefined,
  );
  const columns = typeof key?.column === 'string' ? [key.column] : wordsOf(key?.constraint.keys);
  if (range === null || table === null || key === undefined || columns.length === 0 || key.constraint.without_overlaps === true)
    return null;
  const name = sqlName(key.constraint.conname ?? madeName(table.name, 'pkey'));
  const nulls = key.constraint.nulls_not_distinct === true ? ' NULLS NOT DISTINCT' : '';
  return sqlLines(
    `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${sqlRange(range)} (${columns.map(sqlName).join(', ')})${nulls}`,
    NEXT_MIGRATION,
    ...requiredFirst(
      range,
      columns.filter((column) => !required.includes(column)),
    ),
    `ALTER TABLE ${sqlRange(range)} ADD CONSTRAINT ${name} PRIMARY KEY USING INDEX ${name}`,
  );
}

/** What proves that a column holds no NULL, so that the primary key need not look. */
function requiredFirst(range: RangeVar, columns: readonly string[]): readonly string[] {
  if (columns.length === 0) return [];
  const alter = `ALTER TABLE ${sqlRange(range)}`;
  const named = columns.map((column) => ({ column: sqlName(column), check: sqlName(madeName(column, 'present')) }));
  return [
    ...named.map(({ column, check }) => `${alter} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`),
    NEXT_MIGRATION,
    ...named.map(({ check }) => `${alter} VALIDATE CONSTRAINT ${check}`),
    NEXT_MIGRATION,
  ];
}

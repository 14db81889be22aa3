import type { RangeVar } from 'libpg-query';
import { waitingFindings } from '../findings.ts';
import { addedKey, keyFromIndex } from '../key-from-index.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { NEXT_MIGRATION, madeName, sqlName, sqlRange } from '../safer-sql.ts';
import { rangeOf, relationNamed } from '../statement-parts.ts';

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
  check: (subject, required) => {
    const key = addedKey(subject, 'CONSTR_PRIMARY');
    const nullable = key?.columns.filter((column) => !required.includes(column)) ?? [];
    const saferSql = key === null ? null : keyFromIndex(key, 'PRIMARY KEY', requiredFirst(key.range, nullable));
    return waitingFindings(subject, 'add-primary-key-builds-index', 'ADD PRIMARY KEY').map((finding) => ({ ...finding, saferSql }));
  },
});

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

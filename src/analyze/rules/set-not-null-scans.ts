import { listed, waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { NEXT_MIGRATION, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, rangeOf, subcommandsOfType, wordsOf } from '../statement-parts.ts';

/** SET NOT NULL where nothing proves that no row is NULL. */
export const setNotNullScans: Rule = statementRule({
  id: 'set-not-null-scans',
  title: 'SET NOT NULL that reads the table',
  group: 'lock',
  severity: 'high',
  why: 'The table is read in full under ACCESS EXCLUSIVE, unless a valid CHECK (column IS NOT NULL) is there before the statement. One that the same statement drops is gone already.',
  safer:
    'Up to 17: CHECK (column IS NOT NULL) NOT VALID, VALIDATE it, SET NOT NULL (no scan any more), then drop the CHECK. From 18 on: ADD CONSTRAINT ... NOT NULL column NOT VALID, then VALIDATE it.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  alsoKnownAs: [
    'squawk adding-not-nullable-field',
    'eugene E2',
    'strong_migrations change_column_null',
    'Atlas PG303',
    'Atlas MF104',
    'localtools set-not-null',
  ],
  check: (subject) => {
    const columns = requiredColumns(subject);
    return waitingFindings(subject, 'set-not-null-scans', `SET NOT NULL on ${listed(columns)}`).map((finding) => ({
      ...finding,
      saferSql: saferSteps(subject, columns),
    }));
  },
});

const CONSTRAINTS_SINCE = 18;

function requiredColumns(subject: StatementSubject): readonly string[] {
  const set = subcommandsOfType(subject, 'AT_SetNotNull').map(({ command }) => command.name ?? '');
  const added = addedConstraints(subject).filter(({ constraint, column }) => constraint.contype === 'CONSTR_NOTNULL' && column === null);
  return [...set, ...added.flatMap(({ constraint }) => wordsOf(constraint.keys))];
}

function saferSteps(subject: StatementSubject, columns: readonly string[]): string | null {
  const range = rangeOf(subject.node);
  if (range === null) return null;
  const alter = `ALTER TABLE ${sqlRange(range)}`;
  const name = (column: string): string => sqlName(madeName(range.relname ?? '', column, 'not_null'));
  if (subject.world.majorVersion >= CONSTRAINTS_SINCE)
    return sqlLines(
      ...columns.map((column) => `${alter} ADD CONSTRAINT ${name(column)} NOT NULL ${sqlName(column)} NOT VALID`),
      NEXT_MIGRATION,
      ...columns.map((column) => `${alter} VALIDATE CONSTRAINT ${name(column)}`),
    );
  return sqlLines(
    ...columns.map((column) => `${alter} ADD CONSTRAINT ${name(column)} CHECK (${sqlName(column)} IS NOT NULL) NOT VALID`),
    NEXT_MIGRATION,
    ...columns.map((column) => `${alter} VALIDATE CONSTRAINT ${name(column)}`),
    NEXT_MIGRATION,
    ...columns.flatMap((column) => [`${alter} ALTER COLUMN ${sqlName(column)} SET NOT NULL`, `${alter} DROP CONSTRAINT ${name(column)}`]),
  );
}

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { NEXT_MIGRATION, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, rangeOf, relationNamed, wordsOf } from '../statement-parts.ts';

/** A UNIQUE constraint whose index is built under ACCESS EXCLUSIVE. */
export const addUniqueBuildsIndex: Rule = statementRule({
  id: 'add-unique-builds-index',
  title: 'ADD UNIQUE without USING INDEX',
  group: 'lock',
  severity: 'high',
  why: 'The index is built while ACCESS EXCLUSIVE is held on the table: reads and writes wait.',
  safer: 'CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT ... UNIQUE USING INDEX, which only changes the catalog.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  alsoKnownAs: [
    'squawk disallowed-unique-constraint',
    'eugene E7',
    'strong_migrations add_unique_constraint',
    'Atlas PG104',
    'Atlas MF101',
  ],
  check: (subject) =>
    waitingFindings(subject, 'add-unique-builds-index', 'ADD UNIQUE').map((finding) => ({ ...finding, saferSql: withIndexFirst(subject) })),
});

function withIndexFirst(subject: StatementSubject): string | null {
  const range = rangeOf(subject.node);
  const table = relationNamed(subject.world, range);
  const [key] = addedConstraints(subject).filter(
    ({ constraint }) => constraint.contype === 'CONSTR_UNIQUE' && constraint.indexname === undefined,
  );
  const columns = typeof key?.column === 'string' ? [key.column] : wordsOf(key?.constraint.keys);
  if (range === null || table === null || key === undefined || columns.length === 0 || key.constraint.without_overlaps === true)
    return null;
  const name = sqlName(key.constraint.conname ?? madeName(table.name, ...columns, 'key'));
  const nulls = key.constraint.nulls_not_distinct === true ? ' NULLS NOT DISTINCT' : '';
  return sqlLines(
    `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${sqlRange(range)} (${columns.map(sqlName).join(', ')})${nulls}`,
    NEXT_MIGRATION,
    `ALTER TABLE ${sqlRange(range)} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}`,
  );
}

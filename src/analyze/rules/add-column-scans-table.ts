import { listed, waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns } from '../statement-parts.ts';

/** A new column with a constraint that makes PostgreSQL read the table. */
export const addColumnScansTable: Rule = statementRule({
  id: 'add-column-scans-table',
  title: 'ADD COLUMN with a constraint that is checked row by row',
  group: 'lock',
  severity: 'high',
  why: 'A CHECK that stands at a new column is checked against every row, although all of them are NULL or have the same default; REFERENCES together with a DEFAULT looks every row up in the other table; NOT NULL on a virtual generated column computes it for every row. All under ACCESS EXCLUSIVE.',
  safer: 'Add the column alone, then the constraint as NOT VALID, then VALIDATE it in the next migration.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT',
  alsoKnownAs: ['squawk constraint-missing-not-valid', 'Atlas PG305'],
  check: (subject) => {
    const columns = newColumns(subject.node).map(({ definition }) => definition.colname ?? '');
    return waitingFindings(subject, 'add-column-scans-table', `ADD COLUMN ${listed(columns)} with a constraint`);
  },
});

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { NEXT_MIGRATION, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, rangeOf, relationNamed } from '../statement-parts.ts';
import type { AddedConstraint } from '../statement-parts.ts';

/** A CHECK that is checked for all rows at once. */
export const addCheckScans: Rule = statementRule({
  id: 'add-check-scans',
  title: 'ADD CHECK without NOT VALID',
  group: 'lock',
  severity: 'high',
  why: 'The table is read in full under ACCESS EXCLUSIVE: reads and writes wait.',
  safer:
    'Add it as NOT VALID, which only checks new rows, then VALIDATE it in a migration of its own: that reads the table while all go on.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT',
  alsoKnownAs: ['squawk constraint-missing-not-valid', 'eugene E1', 'strong_migrations add_check_constraint', 'Atlas PG305'],
  check: (subject) => {
    const clauses = addedConstraints(subject).filter(({ constraint, column }) => constraint.contype === 'CONSTR_CHECK' && column === null);
    return waitingFindings(
      subject,
      'add-check-scans',
      `ADD CHECK${clauses[0]?.constraint.conname === undefined ? '' : ` ${clauses[0].constraint.conname}`}`,
    ).map((finding) => ({ ...finding, saferSql: inTwoSteps(subject, clauses) }));
  },
});

function inTwoSteps(subject: StatementSubject, clauses: readonly AddedConstraint[]): string | null {
  const range = rangeOf(subject.node);
  const table = relationNamed(subject.world, range);
  if (range === null || table === null || clauses.length === 0) return null;
  const made = table.constraints.filter(({ type }) => type === 'check').slice(-clauses.length);
  const named = clauses.map(({ constraint, text }, at) => {
    const name = sqlName(constraint.conname ?? made[at]?.name ?? madeName(table.name, 'check'));
    return { name, clause: constraint.conname === undefined ? text.replace(/^add\s+/iu, `ADD CONSTRAINT ${name} `) : text };
  });
  const alter = `ALTER TABLE ${sqlRange(range)}`;
  return sqlLines(
    ...named.map(({ clause }) => `${alter} ${clause} NOT VALID`),
    NEXT_MIGRATION,
    ...named.map(({ name }) => `${alter} VALIDATE CONSTRAINT ${name}`),
  );
}

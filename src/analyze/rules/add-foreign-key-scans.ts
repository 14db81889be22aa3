import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { NEXT_MIGRATION, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, rangeOf, relationNamed, wordsOf } from '../statement-parts.ts';
import type { AddedConstraint } from '../statement-parts.ts';

/** A foreign key that is checked for all rows at once. */
export const addForeignKeyScans: Rule = statementRule({
  id: 'add-foreign-key-scans',
  title: 'ADD FOREIGN KEY without NOT VALID',
  group: 'lock',
  severity: 'high',
  why: 'Every row is looked up in the other table while SHARE ROW EXCLUSIVE is held on both: nobody can write to either of them.',
  safer:
    'Add it as NOT VALID, which only checks new rows, then VALIDATE it in a migration of its own: that reads both tables while all go on writing.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT',
  alsoKnownAs: ['squawk adding-foreign-key-constraint', 'eugene E1', 'strong_migrations add_foreign_key', 'Atlas PG306'],
  check: (subject) => {
    const clauses = addedConstraints(subject).filter(
      ({ constraint, column }) => constraint.contype === 'CONSTR_FOREIGN' && column === null,
    );
    return waitingFindings(
      subject,
      'add-foreign-key-scans',
      `ADD FOREIGN KEY${clauses[0]?.constraint.conname === undefined ? '' : ` ${clauses[0].constraint.conname}`}`,
    ).map((finding) => ({ ...finding, saferSql: inTwoSteps(subject, clauses) }));
  },
});

const NOT_VALID_ON_PARTITIONED = 18;

function inTwoSteps(subject: StatementSubject, clauses: readonly AddedConstraint[]): string | null {
  const range = rangeOf(subject.node);
  const table = relationNamed(subject.world, range);
  if (range === null || table === null) return null;
  // A partitioned table takes no NOT VALID before 18.
  if (table.relkind === 'partitioned-table' && subject.world.majorVersion < NOT_VALID_ON_PARTITIONED) return null;
  const steps = clauses.flatMap(({ constraint, text }) => {
    const columns = wordsOf(constraint.fk_attrs);
    const made = table.constraints.find(
      ({ type, columns: own }) => type === 'foreign-key' && own.map(({ name }) => name).join() === columns.join(),
    );
    const name = sqlName(constraint.conname ?? made?.name ?? madeName(table.name, ...columns, 'fkey'));
    const clause = constraint.conname === undefined ? text.replace(/^add\s+/iu, `ADD CONSTRAINT ${name} `) : text;
    return [
      { add: `ALTER TABLE ${sqlRange(range)} ${clause} NOT VALID`, validate: `ALTER TABLE ${sqlRange(range)} VALIDATE CONSTRAINT ${name}` },
    ];
  });
  if (steps.length === 0) return null;
  return sqlLines(...steps.map(({ add }) => add), NEXT_MIGRATION, ...steps.map(({ validate }) => validate));
}

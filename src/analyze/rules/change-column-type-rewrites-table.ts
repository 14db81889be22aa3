import { shortTypeText } from '../expressions/type-text.ts';
import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { batchedUpdate, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';

/** ALTER COLUMN TYPE to a type with another binary form. */
export const changeColumnTypeRewritesTable: Rule = statementRule({
  id: 'change-column-type-rewrites-table',
  title: 'ALTER COLUMN TYPE that writes the table anew',
  group: 'lock',
  severity: 'high',
  why: 'Where the old values are not valid bit for bit in the new type, every row is converted and the table and all its indexes are written anew under ACCESS EXCLUSIVE. Foreign keys on the column lock the other table as well.',
  safer:
    'Add a column of the new type, write both (a trigger, or the application), fill the old rows in batches, move the readers, then drop the old column.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  alsoKnownAs: [
    'squawk changing-column-type',
    'eugene E5',
    'strong_migrations change_column',
    'Atlas PG301',
    'localtools alter-column-type',
  ],
  check: (subject) => {
    const [first] = subcommandsOfType(subject, 'AT_AlterColumnType');
    return waitingFindings(subject, 'change-column-type-rewrites-table', `ALTER COLUMN ${first?.command.name ?? ''} TYPE`).map(
      (finding) => ({
        ...finding,
        saferSql: first === undefined ? null : dualWrite(subject, first.command.name ?? ''),
      }),
    );
  },
});

function dualWrite(subject: StatementSubject, name: string): string | null {
  const range = rangeOf(subject.node);
  const relation = relationNamed(subject.world, range);
  const column = relation?.columns.find((candidate) => candidate.name === name);
  if (range === null || column === undefined) return null;
  const [old, fresh, table] = [sqlName(name), sqlName(madeName(name, 'new')), sqlRange(range)];
  const type = shortTypeText(column.use);
  return sqlLines(
    `ALTER TABLE ${table} ADD COLUMN ${fresh} ${type}`,
    `-- let the application write both columns, or a trigger: NEW.${fresh} := NEW.${old}`,
    '-- in batches, each in a transaction of its own, until no row is left:',
    batchedUpdate(relation, range, `${fresh} = ${old}::${type}`, `${fresh} IS NULL AND ${old} IS NOT NULL`),
    '-- when nothing reads the old column any more:',
    `ALTER TABLE ${table} DROP COLUMN ${old}`,
    `ALTER TABLE ${table} RENAME COLUMN ${fresh} TO ${old}`,
  );
}

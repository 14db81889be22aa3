import { shortTypeText } from '../expressions/type-text.ts';
import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { batchedUpdate, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { columnConstraint, newColumns, relationNamed, subcommandsOfType } from '../statement-parts.ts';
import type { NewColumn } from '../statement-parts.ts';

/** A new column whose values have to be written into every row. */
export const addColumnRewritesTable: Rule = statementRule({
  id: 'add-column-rewrites-table',
  title: 'ADD COLUMN that writes the table anew',
  group: 'lock',
  severity: 'high',
  why: 'A constant or stable default is kept once in the catalog. What differs from row to row is not: a volatile default (random(), gen_random_uuid(), clock_timestamp()), serial, identity, a stored generated column. A domain with a constraint is not either, be it nullable. The table and all its indexes are written anew under ACCESS EXCLUSIVE.',
  safer:
    'Add the column without default, set the default for new rows, fill the old rows in batches, then add the constraint without a scan.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  alsoKnownAs: [
    'squawk adding-field-with-default',
    'eugene E11',
    'strong_migrations add_column_default',
    'Atlas PG302',
    'safe-migrate volatile-default',
    'pgfence add-column-*',
    'Atlas PG307',
    'pg-schema-diff ACQUIRES_ACCESS_EXCLUSIVE_LOCK',
  ],
  check: (subject) => {
    const [column] = newColumns(subject.node).filter(({ isOfNewTable }) => !isOfNewTable);
    const name = column?.definition.colname ?? '';
    return waitingFindings(subject, 'add-column-rewrites-table', `ADD COLUMN ${name}`).map((finding) => ({
      ...finding,
      saferSql: column === undefined ? null : steps(subject, column),
    }));
  },
});

function steps(subject: StatementSubject, { definition, range }: NewColumn): string | null {
  const [clause] = subcommandsOfType(subject, 'AT_AddColumn').filter(
    ({ command }) => command.def !== undefined && 'ColumnDef' in command.def && command.def.ColumnDef === definition,
  );
  const value = /\bdefault\s+(.+?)(?=\s+(?:not\s+null|null|check|unique|primary|references|constraint|generated|collate)\b|$)/isu.exec(
    clause?.text ?? '',
  )?.[1];
  const table = relationNamed(subject.world, range);
  const column = table?.columns.find((candidate) => candidate.name === definition.colname);
  if (value === undefined || column === undefined) return null;
  const name = sqlName(column.name);
  const alter = `ALTER TABLE ${sqlRange(range)}`;
  const isRequired = columnConstraint(definition, 'CONSTR_NOTNULL') !== null;
  const check = sqlName(madeName(range.relname ?? '', column.name, 'not_null'));
  return sqlLines(
    `${alter} ADD COLUMN ${name} ${shortTypeText(column.use)}`,
    `${alter} ALTER COLUMN ${name} SET DEFAULT ${value}`,
    '-- in batches, each in a transaction of its own, until no row is left:',
    batchedUpdate(table, range, `${name} = DEFAULT`, `${name} IS NULL`),
    ...(isRequired
      ? [
          '-- after the backfill, each in a migration of its own:',
          `${alter} ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`,
          `${alter} VALIDATE CONSTRAINT ${check}`,
        ]
      : []),
  );
}

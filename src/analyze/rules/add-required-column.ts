import { shortTypeText } from '../expressions/type-text.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Finding, Rule, StatementSubject } from '../rule.ts';
import { batchedUpdate, madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { columnConstraint, isOld, mayHoldRows, newColumns, rangeOf, relationNamed, typeWord } from '../statement-parts.ts';
import type { NewColumn } from '../statement-parts.ts';
import type { Relation } from '../world/objects.ts';
import type { RangeVar } from 'libpg-query';

/** A NOT NULL column without default on a table with rows. */
export const addRequiredColumn: Rule = statementRule<boolean>({
  id: 'add-required-column',
  title: 'ADD COLUMN NOT NULL without default',
  group: 'compatibility',
  severity: 'high',
  why: 'The old rows would have NULL in it: the server refuses the statement with 23502 as soon as the table holds a row. Where it is empty, running code that does not know the column can insert no row any more.',
  safer:
    'Add the column without NOT NULL and set a default; fill the old rows in batches; then require it by a CHECK that is NOT VALID first. Or give it a constant default at once.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-COLUMN',
  alsoKnownAs: ['squawk adding-required-field', 'Atlas MF103', 'pgfence add-column-*'],
  before: (node, world) =>
    'AlterTableStmt' in node && isOld(world, rangeOf(node)) && mayHoldRows(world, relationNamed(world, rangeOf(node))),
  check: (subject, holdsRows) => {
    if (!holdsRows || !('AlterTableStmt' in subject.node)) return [];
    return newColumns(subject.node)
      .filter((column) => isRequired(column) && isMade(subject, column))
      .map((column) => finding(subject, column));
  },
});

const FILLS = ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED'];

function isRequired({ definition }: NewColumn): boolean {
  const isSerial = /^(?:small|big)?serial[248]?$/u.test(typeWord(definition.typeName));
  return (
    !isSerial &&
    columnConstraint(definition, 'CONSTR_NOTNULL', 'CONSTR_PRIMARY') !== null &&
    columnConstraint(definition, ...FILLS) === null
  );
}

/** IF NOT EXISTS of a column that is there makes none. */
function isMade({ effects }: StatementSubject, { definition }: NewColumn): boolean {
  return effects.some(
    (effect) => effect.kind === 'create' && effect.what === 'column' && effect.name.endsWith(`.${definition.colname ?? ''}`),
  );
}

function finding(subject: StatementSubject, { definition, range }: NewColumn): Finding {
  const table = relationNamed(subject.world, range);
  const column = definition.colname ?? '';
  const rows = table === null ? null : (subject.world.assumedRowsOf(table) ?? table.rows);
  const type = table?.columns.find(({ name }) => name === column)?.use;
  const shown = table === null ? (range.relname ?? '') : shownName(subject.world, table);
  const isSure = (!subject.world.isOpen && table?.population === 'populated') || (rows !== null && rows > 0);
  return {
    message: `${shown}.${column} would be NULL in all rows that are there: the server refuses it with 23502${isSure ? '' : ' unless the table is empty'}, and INSERTs of running code that do not name it fail.`,
    severity: isSure ? 'critical' : 'high',
    relation: shown,
    saferSql: type === undefined ? null : steps(range, table, sqlName(column), shortTypeText(type)),
  };
}

function steps(range: RangeVar, table: Relation | null, column: string, type: string): string {
  const alter = `ALTER TABLE ${sqlRange(range)}`;
  const check = sqlName(madeName(range.relname ?? '', column.replaceAll('"', ''), 'not_null'));
  return sqlLines(
    `${alter} ADD COLUMN ${column} ${type}`,
    '-- let the application write it, then fill the old rows in batches, with their value instead of NULL:',
    batchedUpdate(table, range, `${column} = NULL`, `${column} IS NULL`),
    '-- after the backfill, each in a migration of its own:',
    `${alter} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`,
    `${alter} VALIDATE CONSTRAINT ${check}`,
  );
}

import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, indexElements, isOld, mayHoldRows, rangeOf, relationNamed, wordsOf } from '../statement-parts.ts';

/** A unique constraint or index over rows that nobody has looked at. */
export const newConstraintCanFail: Rule = statementRule<boolean>({
  id: 'new-constraint-can-fail',
  title: 'A constraint that old rows may break',
  group: 'compatibility',
  severity: 'info',
  why: 'Whether the rows that are there keep it is found out when the statement runs: one double makes it fail (23505), in CONCURRENTLY after the whole build, with an INVALID index left behind.',
  safer: 'Look before: SELECT the columns, count(*) ... GROUP BY them HAVING count(*) > 1.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS',
  alsoKnownAs: ['Atlas MF101', 'Atlas MF102', 'Atlas MF104'],
  before: (node, world) => isOld(world, rangeOf(node)) && mayHoldRows(world, relationNamed(world, rangeOf(node))),
  check: (subject, holdsRows) => {
    const columns = uniqueColumns(subject);
    const range = rangeOf(subject.node);
    if (!holdsRows || range === null || columns.length === 0) return [];
    const list = columns.map(sqlName).join(', ');
    return [
      {
        message: `Fails if two rows of ${range.relname ?? ''} have the same ${listed(columns)}.`,
        relation: range.relname ?? null,
        saferSql: sqlLines(`SELECT ${list}, count(*) FROM ${sqlRange(range)} GROUP BY ${list} HAVING count(*) > 1`),
      },
    ];
  },
});

function uniqueColumns(subject: StatementSubject): readonly string[] {
  const { node } = subject;
  if ('IndexStmt' in node) {
    const columns = indexElements(node.IndexStmt);
    return node.IndexStmt.unique === true && !columns.includes('(expression)') ? columns : [];
  }
  if (!('AlterTableStmt' in node)) return [];
  const [key] = addedConstraints(subject).filter(
    ({ constraint, column }) => constraint.contype === 'CONSTR_UNIQUE' && constraint.indexname === undefined && column === null,
  );
  return wordsOf(key?.constraint.keys);
}

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { columnConstraint, newColumns, wordsOf } from '../statement-parts.ts';
import type { ColumnDef, Node } from 'libpg-query';

/** A new column with a default that may be NULL. */
export const nullableWithDefault: Rule = statementRule({
  id: 'nullable-with-default',
  title: 'A default, but no NOT NULL',
  group: 'policy',
  severity: 'info',
  why: 'A default says that there is always a value; only NOT NULL makes it true: whoever writes NULL gets NULL. With a constant default NOT NULL costs nothing here, and a scan later.',
  safer: 'Say NOT NULL as well.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html',
  alsoKnownAs: [],
  check: ({ node }) =>
    newColumns(node)
      .filter(
        ({ definition }) =>
          columnConstraint(definition, 'CONSTR_DEFAULT') !== null &&
          columnConstraint(definition, 'CONSTR_NOTNULL', 'CONSTR_NULL', 'CONSTR_PRIMARY') === null,
      )
      .filter(({ definition }) => !isNullDefault(definition) && !isNotNullInTable(node, definition.colname ?? ''))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} has a default and may be NULL all the same.`,
        relation: range.relname ?? null,
      })),
});

function isNullDefault(definition: ColumnDef): boolean {
  const value = columnConstraint(definition, 'CONSTR_DEFAULT')?.raw_expr;
  return value !== undefined && 'A_Const' in value && value.A_Const.isnull === true;
}

function isNotNullInTable(node: Node, name: string): boolean {
  const elements = 'CreateStmt' in node ? (node.CreateStmt.tableElts ?? []) : [];
  return elements.some(
    (element) =>
      'Constraint' in element && element.Constraint.contype === 'CONSTR_PRIMARY' && wordsOf(element.Constraint.keys).includes(name),
  );
}

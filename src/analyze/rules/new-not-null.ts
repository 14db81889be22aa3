import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { isOld, rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';
import type { Column } from '../world/objects.ts';

/** A column that running code may leave out becomes NOT NULL. */
export const newNotNull: Rule = statementRule<readonly string[]>({
  id: 'new-not-null',
  title: 'A column becomes NOT NULL',
  group: 'compatibility',
  severity: 'low',
  why: 'Writers that leave the column out, or write NULL, fail from now on; and the statement itself fails (23502) if a row has NULL.',
  safer: 'Make all writers give a value first; look for NULLs before: SELECT count(*) ... WHERE the column IS NULL.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html',
  alsoKnownAs: ['Atlas MF104', 'squawk adding-not-nullable-field'],
  before: (node, world) =>
    (isOld(world, rangeOf(node)) ? (relationNamed(world, rangeOf(node))?.columns ?? []) : [])
      .filter((column) => !column.isNew && !column.isNotNull && column.defaultExpression === null && !provesNotNull(column))
      .map(({ name }) => name),
  check: (subject, nullable) => {
    const table = rangeOf(subject.node)?.relname ?? '';
    return subcommandsOfType(subject, 'AT_SetNotNull')
      .map(({ command }) => command.name ?? '')
      .filter((name) => nullable.includes(name))
      .map((name) => ({
        message: `Writers that give ${table}.${name} no value fail from now on, and so does the statement if a row has none.`,
        relation: table,
      }));
  },
});

function provesNotNull({ name, relation }: Column): boolean {
  return relation.constraints.some(
    ({ type, expression, columns }) =>
      type === 'check' && expression !== null && 'NullTest' in expression && columns.some((column) => column.name === name),
  );
}

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { isOld, rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';

/** A default is dropped. */
export const dropDefault: Rule = statementRule<ReadonlyMap<string, boolean>>({
  id: 'drop-default',
  title: 'DROP DEFAULT',
  group: 'compatibility',
  severity: 'low',
  why: 'INSERTs that leave the column out write NULL from now on, or fail where it is NOT NULL.',
  safer: 'Make all writers name the column first.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-default.html',
  alsoKnownAs: [],
  before: (node, world) =>
    new Map(
      (isOld(world, rangeOf(node)) ? (relationNamed(world, rangeOf(node))?.columns ?? []) : [])
        .filter(({ isNew }) => !isNew)
        .map(({ name, isNotNull }) => [name, isNotNull]),
    ),
  check: (subject, columns) => {
    const table = rangeOf(subject.node)?.relname ?? '';
    return subcommandsOfType(subject, 'AT_ColumnDefault')
      .filter(({ command: { def, name } }) => def === undefined && columns.has(name ?? ''))
      .map(({ command: { name = '' } }) => {
        const isRequired = columns.get(name) === true;
        return {
          message: `INSERTs that do not name ${table}.${name} ${isRequired ? 'fail' : 'write NULL'} from now on.`,
          severity: isRequired ? ('medium' as const) : ('low' as const),
          relation: table,
        };
      });
  },
});

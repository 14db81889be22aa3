import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { isOld, rangeOf, subcommandsOfType } from '../statement-parts.ts';

/** NOT NULL is taken from a column. */
export const dropNotNull: Rule = statementRule<boolean>({
  id: 'drop-not-null',
  title: 'DROP NOT NULL',
  group: 'compatibility',
  severity: 'low',
  why: 'Readers that trust in the column may meet NULL from now on, and languages with strict types fail on it.',
  safer: 'Make the readers take NULL first, in a release of its own.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  alsoKnownAs: ['squawk ban-drop-not-null'],
  before: (node, world) => isOld(world, rangeOf(node)),
  check: (subject, isOldTable) => {
    const names = isOldTable ? subcommandsOfType(subject, 'AT_DropNotNull').map(({ command }) => command.name ?? '') : [];
    const table = rangeOf(subject.node)?.relname ?? '';
    return names.map((name) => ({ message: `${table}.${name} may be NULL from now on.`, relation: table }));
  },
});

import { destroyed, listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A column with data is dropped. */
export const dropColumn: Rule = statementRule({
  id: 'drop-column',
  title: 'A column is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'The column and its values are gone, and no undo brings the values back. Code that still names the column, `SELECT *` into fixed structures and cached plans included, fails at once. The CASCADE of a type, a domain or an extension drops columns too.',
  safer: 'Expand and contract: stop using the column in a release of its own, then drop it. Take a snapshot right before.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN',
  alsoKnownAs: [
    'squawk ban-drop-column',
    'strong_migrations remove_column',
    'Atlas DS103',
    'pg-schema-diff DELETES_DATA',
    'pgfence drop-column',
  ],
  check: (subject) =>
    destroyed(subject, 'column').map(({ name, relation, isCascade }) => {
      const along = isCascade
        ? []
        : subject.effects.filter((effect) => effect.kind === 'dependent').filter(({ change }) => change === 'dropped');
      const names = along.map((effect) => `${effect.what} ${effect.name}`);
      return {
        message: `Column ${name} is dropped with its values${isCascade ? ' by CASCADE' : ''}${names.length === 0 ? '' : `, and with it ${listed(names)}`}.`,
        relation: relation === null ? null : shownName(subject.world, relation),
      };
    }),
});

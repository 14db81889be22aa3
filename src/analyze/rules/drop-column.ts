import { listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A column with data is dropped. */
export const dropColumn: Rule = statementRule({
  id: 'drop-column',
  title: 'A column is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'The column and its values are gone, and no undo brings the values back. Code that still names the column, `SELECT *` into fixed structures and cached plans included, fails at once.',
  safer: 'Expand and contract: stop using the column in a release of its own, then drop it. Take a snapshot right before.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN',
  alsoKnownAs: ['squawk ban-drop-column', 'strong_migrations remove_column', 'Atlas DS103', 'pg-schema-diff DELETES_DATA'],
  check: (subject) =>
    subject.effects
      .filter((effect) => effect.kind === 'destroy')
      .filter(({ what, relation }) => what === 'column' && relation !== null && relation.isPreExisting)
      .map(({ name, relation, isCascade }) => {
        const dependents = subject.effects
          .filter((effect) => effect.kind === 'dependent')
          .filter(({ change }) => change === 'dropped')
          .map((effect) => effect.name);
        const along = dependents.length === 0 ? '' : `, and with it ${listed(dependents)}`;
        return {
          message: `Column ${name} is dropped with its values${isCascade ? ' by CASCADE' : ''}${along}.`,
          relation: relation === null ? null : shownName(subject.world, relation),
        };
      }),
});

import { destroyed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A materialized view is dropped. */
export const dropMaterializedView: Rule = statementRule({
  id: 'drop-materialized-view',
  title: 'A materialized view is dropped',
  group: 'data-loss',
  severity: 'low',
  why: 'Its rows can be computed again, but that may take long, and queries that name it fail.',
  safer: 'Create the new one under another name, fill and index it, move the readers, then drop the old one.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropmaterializedview.html',
  alsoKnownAs: [],
  check: (subject) =>
    destroyed(subject, 'materialized-view')
      .filter(({ isCascade }) => !isCascade)
      .map(({ name, relation }) => ({
        message: `Materialized view ${name} is dropped; its rows have to be computed again if it is missed.`,
        relation: relation === null ? null : shownName(subject.world, relation),
      })),
});

import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** A table with more indexes than the project allows. */
export const tooManyIndexes: Rule = statementRule({
  id: 'too-many-indexes',
  title: 'Too many indexes on a table',
  group: 'policy',
  severity: 'low',
  why: 'Every index is written with every row, and keeps updates from being HOT (flyback.maxIndexesPerTable).',
  safer: 'Drop one that pg_stat_user_indexes shows unused.',
  documentation: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW',
  alsoKnownAs: [],
  check: (subject) => {
    const limit = subject.policy.maxIndexesPerTable;
    if (limit === null || !('IndexStmt' in subject.node)) return [];
    const table = relationNamed(subject.world, subject.node.IndexStmt.relation);
    const count = table?.indexes.length ?? 0;
    return table === null || count <= limit
      ? []
      : [
          {
            message: `${shownName(subject.world, table)} has ${count} indexes now; the limit is ${limit}.`,
            relation: shownName(subject.world, table),
          },
        ];
  },
});

import { destroyed, listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** TRUNCATE CASCADE that empties tables not named. */
export const truncateCascade: Rule = statementRule({
  id: 'truncate-cascade',
  title: 'TRUNCATE CASCADE',
  group: 'data-loss',
  severity: 'critical',
  why: 'Every table that refers to the named ones by a foreign key is emptied as well, whatever its ON DELETE says, and those that refer to these.',
  safer: 'Name all tables that shall be emptied, without CASCADE.',
  documentation: 'https://www.postgresql.org/docs/current/sql-truncate.html',
  alsoKnownAs: ['squawk ban-truncate-cascade'],
  check: (subject) => {
    if (subject.kind !== 'TruncateStmt') return [];
    const names = destroyed(subject, 'rows')
      .filter(({ isCascade }) => isCascade)
      .map(({ relation, name }) => (relation === null ? name : shownName(subject.world, relation)));
    return names.length === 0 ? [] : [{ message: `TRUNCATE ... CASCADE also empties ${listed(names, 8)}.`, relation: names[0] ?? null }];
  },
});

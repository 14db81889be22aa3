import { listed } from '../findings.ts';
import { impactOn } from '../planned-effects.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** LOCK TABLE in a mode that keeps others waiting. */
export const lockTableStatement: Rule = statementRule({
  id: 'lock-table-statement',
  title: 'LOCK TABLE',
  group: 'lock',
  severity: 'medium',
  why: 'LOCK TABLE holds its lock to the end of the transaction, so through all that comes after it. In a view it takes the tables below as well.',
  safer:
    'Do without: a statement takes the lock that it needs by itself. Against two migrations at a time flyback holds an advisory lock anyway.',
  documentation: 'https://www.postgresql.org/docs/current/sql-lock.html',
  alsoKnownAs: ['safe-migrate table-lock'],
  check: (subject) => {
    if (subject.kind !== 'LockStmt') return [];
    const locks = subject.effects
      .filter((effect) => effect.kind === 'lock')
      .filter(({ relation, mode }) => relation.isPreExisting && impactOn(relation, mode) !== 'none');
    const [first] = locks;
    if (first === undefined) return [];
    const who = impactOn(first.relation, first.mode) === 'blocks-writes' ? 'writes' : 'reads and writes';
    const names = locks.map(({ relation }) => shownName(subject.world, relation));
    return [{ message: `LOCK TABLE: ${who} of ${listed(names)} wait until the transaction ends.`, relation: names[0] ?? null }];
  },
});

import type { RelationName } from '../../model/effect.ts';
import { listed } from '../findings.ts';
import { scriptRule, shownName } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';

/** One transaction that closes several tables. */
export const exclusiveLocksOnSeveralTables: Rule = scriptRule({
  id: 'exclusive-locks-on-several-tables',
  title: 'A transaction closes several tables',
  group: 'lock',
  severity: 'info',
  why: 'All locks are held until the transaction ends, so the first table stays closed while the statements for the others wait for theirs; and two transactions that take the same tables in another order end in a deadlock.',
  safer: 'One migration for each table, with lock_timeout and another try; where all must change at once, the busiest table last.',
  documentation: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS',
  alsoKnownAs: ['pgfence wide-lock-window', 'localtools locks-accumulate'],
  check: ({ statements, world }) => {
    const segments = new Map<number, StatementSubject[]>();
    for (const statement of statements) {
      if (statement.segment === null || closedTables(statement).length === 0) continue;
      const members = segments.get(statement.segment);
      if (members === undefined) segments.set(statement.segment, [statement]);
      else members.push(statement);
    }
    return [...segments.values()].flatMap((members) => {
      const names = new Set(members.flatMap(closedTables).map((relation) => shownName(world, relation)));
      const last = members.at(-1);
      if (names.size < 2 || last === undefined) return [];
      return [
        { message: `This transaction keeps ${listed([...names], 6)} closed together, in this order, until it ends.`, statement: last },
      ];
    });
  },
});

function closedTables({ effects }: StatementSubject): readonly RelationName[] {
  return effects
    .filter((effect) => effect.kind === 'lock')
    .filter(
      ({ relation, mode, reason, isBrief }) => relation.isPreExisting && mode === 'ACCESS EXCLUSIVE' && reason === 'direct' && !isBrief,
    )
    .map(({ relation }) => relation)
    .filter(({ kind }) => kind === 'table' || kind === 'partitioned-table');
}

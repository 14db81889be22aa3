import { impactOn } from '../planned-effects.ts';
import { scriptRule, shownName } from '../rule.ts';
import type { Rule } from '../rule.ts';
import type { Node } from 'libpg-query';

/** A lock that others wait behind, without lock_timeout. */
export const missingLockTimeout: Rule = scriptRule({
  id: 'missing-lock-timeout',
  title: 'No lock_timeout before a lock that others wait behind',
  group: 'lock',
  severity: 'low',
  why: 'A statement that waits for its lock makes all later queries on the table wait behind it, for as long as the longest running query takes.',
  safer:
    "SET LOCAL lock_timeout = '5s' at the beginning of the migration (flyback's initSql sets it for all), and try again when it fails.",
  documentation: 'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT',
  alsoKnownAs: [
    'squawk require-timeout-settings',
    'eugene E9',
    'pgfence missing-lock-timeout',
    'localtools missing-lock-timeout',
    'safe-migrate require-lock-timeout',
  ],
  isOptIn: true,
  check: ({ statements, world }) => {
    for (const statement of statements) {
      if (setsTimeout(statement.node)) return [];
      const lock = statement.effects
        .filter((effect) => effect.kind === 'lock')
        .find(({ relation, mode }) => relation.isPreExisting && impactOn(relation, mode) !== 'none');
      if (lock === undefined) continue;
      const name = shownName(world, lock.relation);
      return [
        {
          message: `No lock_timeout is set before ${lock.mode} on ${name}.`,
          relation: name,
          saferSql: "SET LOCAL lock_timeout = '5s';",
          statement,
        },
      ];
    }
    return [];
  },
});

function setsTimeout(node: Node): boolean {
  return 'VariableSetStmt' in node && ['lock_timeout', 'statement_timeout'].includes(node.VariableSetStmt.name ?? '');
}

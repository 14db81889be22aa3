import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A statement that the server would refuse as things are. */
export const statementRefused: Rule = statementRule({
  id: 'statement-refused',
  title: 'The server would refuse this',
  group: 'correctness',
  severity: 'critical',
  why: 'Against the schema as it is (or as the earlier migrations make it) the statement fails with this SQLSTATE: the migration ends there, and whatever of it ran outside a transaction stays.',
  safer: 'Change the statement, or the migration before it.',
  documentation: 'https://www.postgresql.org/docs/current/errcodes-appendix.html',
  alsoKnownAs: ['safe-migrate chain-conflict', 'safe-migrate broken-compute', 'localtools version'],
  check: ({ effects, world, kind }) => {
    const refused = effects.find((effect) => effect.kind === 'error');
    if (refused?.kind !== 'error' || refused.sqlState === '55P04') return [];
    if (refused.sqlState === '25001' && ['DoStmt', 'SelectStmt', 'CallStmt'].includes(kind)) return [];
    const message = `${refused.message} (${refused.sqlState}).`;
    // From text alone it cannot be known what else has been done to the database.
    return [{ message, severity: world.isOpen ? ('high' as const) : ('critical' as const) }];
  },
});

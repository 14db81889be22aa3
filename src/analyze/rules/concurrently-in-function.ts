import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A command that refuses a transaction, inside a function or DO block. */
export const concurrentlyInFunction: Rule = statementRule({
  id: 'concurrently-in-function',
  title: 'CONCURRENTLY inside a function or DO block',
  group: 'transaction',
  severity: 'critical',
  why: 'A function or DO block always runs in a transaction: CREATE INDEX CONCURRENTLY, VACUUM and their like are refused in it (25001), whatever the migration says.',
  safer: 'Write the command as a statement of the script: flyback runs such a script outside a transaction by itself.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  alsoKnownAs: ['squawk ban-concurrent-index-creation-in-transaction', 'safe-migrate concurrent-in-transaction'],
  check: ({ kind, effects }) => {
    if (!['DoStmt', 'SelectStmt', 'CallStmt'].includes(kind)) return [];
    const refused = effects.find((effect) => effect.kind === 'error' && effect.sqlState === '25001');
    return refused?.kind === 'error' ? [{ message: `${refused.message} (25001).` }] : [];
  },
});

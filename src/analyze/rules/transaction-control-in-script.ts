import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** BEGIN, COMMIT or ROLLBACK in a migration. */
export const transactionControlInScript: Rule = statementRule({
  id: 'transaction-control-in-script',
  title: 'Transaction control inside a migration',
  group: 'transaction',
  severity: 'medium',
  why: 'flyback runs a migration in a transaction of its own. COMMIT in it ends that transaction early: what stands before stays even if the rest fails, and the rest runs outside, each statement by itself. BEGIN only warns; a BEGIN outside of a transaction that nothing commits is rolled back when the session ends.',
  safer:
    'Leave them out. For several transactions write several migrations; for none at all set executeInTransaction=false for the script.',
  documentation: 'https://www.postgresql.org/docs/current/sql-commit.html',
  alsoKnownAs: ['squawk transaction-nesting', 'squawk ban-uncommitted-transaction'],
  check: ({ node, script }) => {
    if (!('TransactionStmt' in node)) return [];
    switch (node.TransactionStmt.kind) {
      case 'TRANS_STMT_BEGIN':
      case 'TRANS_STMT_START':
        return [
          {
            message: script.isTransactional
              ? 'There is a transaction already: BEGIN does nothing.'
              : 'What follows runs in a transaction that the script must end itself.',
            severity: 'low' as const,
          },
        ];
      case 'TRANS_STMT_COMMIT':
        return script.isTransactional
          ? [
              {
                message: 'COMMIT ends the transaction of the migration: what stands before stays even if the rest fails.',
                severity: 'high' as const,
              },
            ]
          : [];
      case 'TRANS_STMT_ROLLBACK':
        return [{ message: 'ROLLBACK undoes what stands before it in the migration.', severity: 'high' as const }];
      case 'TRANS_STMT_PREPARE':
        return [
          {
            message: 'PREPARE TRANSACTION leaves a transaction that holds its locks until someone ends it by hand.',
            severity: 'high' as const,
          },
        ];
      default:
        return [];
    }
  },
});

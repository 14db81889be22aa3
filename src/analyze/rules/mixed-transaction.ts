import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** Statements that refuse a transaction beside others that need one. */
export const mixedTransaction: Rule = engineRule({
  id: 'mixed-transaction',
  title: 'Transactional and other statements in one script',
  group: 'transaction',
  severity: 'critical',
  why: 'A statement such as CREATE INDEX CONCURRENTLY must run outside a transaction, and then all of its script does: if it fails halfway, the rest stays as it is. Flyway and flyback refuse such a mixture.',
  safer: 'Give the statement a migration of its own, or allow the mixture with -mixed=true.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  alsoKnownAs: ['squawk ban-concurrent-index-creation-in-transaction', 'Atlas PG103'],
});

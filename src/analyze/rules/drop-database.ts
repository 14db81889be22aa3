import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A database is dropped. */
export const dropDatabase: Rule = statementRule({
  id: 'drop-database',
  title: 'A database is dropped',
  group: 'data-loss',
  severity: 'critical',
  why: 'All of it is gone at once, outside of any transaction.',
  safer: 'This does not belong into a migration.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropdatabase.html',
  alsoKnownAs: ['squawk ban-drop-database', 'pgfence drop-database'],
  check: ({ node }) =>
    'DropdbStmt' in node ? [{ message: `Database ${node.DropdbStmt.dbname ?? ''} is dropped with all that is in it.` }] : [],
});

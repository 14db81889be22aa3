import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** Work that others wait for, done by a statement that no other rule knows. */
export const blockingWork: Rule = statementRule({
  id: 'blocking-work',
  title: 'Others wait while the statement works',
  group: 'lock',
  severity: 'high',
  why: 'The statement takes a lock that keeps others waiting, and does work meanwhile that grows with a table: by a DO block, a function, a trigger, or a form that has no rule of its own.',
  safer: 'Find out which part of it takes the lock and which does the work, and give each a transaction of its own.',
  documentation: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
  alsoKnownAs: ['localtools long-lock'],
  check: (subject) => waitingFindings(subject, 'blocking-work', subject.kind === 'DoStmt' ? 'This DO block' : 'This statement'),
});

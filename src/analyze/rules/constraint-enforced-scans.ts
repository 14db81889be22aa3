import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** ALTER CONSTRAINT ... ENFORCED. */
export const constraintEnforcedScans: Rule = statementRule({
  id: 'constraint-enforced-scans',
  title: 'ALTER CONSTRAINT ... ENFORCED',
  group: 'lock',
  severity: 'high',
  why: 'A foreign key that was NOT ENFORCED is checked for all rows when it becomes ENFORCED (18), under ACCESS EXCLUSIVE on its table and SHARE ROW EXCLUSIVE on the other one. There is no NOT VALID for it.',
  safer: 'Drop the constraint and add it again as ENFORCED NOT VALID, then VALIDATE it in a migration of its own.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ALTER-CONSTRAINT',
  alsoKnownAs: [],
  check: (subject) => waitingFindings(subject, 'constraint-enforced-scans', 'ALTER CONSTRAINT ... ENFORCED'),
});

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** An EXCLUDE constraint, or a key WITHOUT OVERLAPS. */
export const addExclusionBuildsIndex: Rule = statementRule({
  id: 'add-exclusion-builds-index',
  title: 'ADD EXCLUDE',
  group: 'lock',
  severity: 'high',
  why: 'The index of the constraint is built while ACCESS EXCLUSIVE is held: reads and writes wait. There is no USING INDEX and no NOT VALID for exclusion constraints.',
  safer: 'Fill a new table that has the constraint from its beginning and change the names, or do it in a maintenance window.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION',
  alsoKnownAs: ['eugene E8', 'strong_migrations add_exclusion_constraint', 'Atlas PG311'],
  check: (subject) => waitingFindings(subject, 'add-exclusion-builds-index', 'ADD EXCLUDE'),
});

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A constraint of a domain that tables use. */
export const domainConstraintScans: Rule = statementRule({
  id: 'domain-constraint-scans',
  title: 'ALTER DOMAIN that reads every table with the domain',
  group: 'lock',
  severity: 'high',
  why: 'ADD CONSTRAINT, SET NOT NULL and VALIDATE CONSTRAINT of a domain hold SHARE on every table that has a column of it while all of them are read. Even VALIDATE does: domains have no way without that lock.',
  safer:
    'Put the rule as a CHECK on the tables (NOT VALID, then VALIDATE); or add it to the domain as NOT VALID and leave it so: new values are checked.',
  documentation: 'https://www.postgresql.org/docs/current/sql-alterdomain.html',
  alsoKnownAs: ['squawk ban-alter-domain-with-add-constraint', 'pgfence ban-*-domain-*', 'localtools domain-constraint'],
  check: (subject) => waitingFindings(subject, 'domain-constraint-scans', 'ALTER DOMAIN'),
});

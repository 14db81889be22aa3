import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';

/** A domain with a constraint. */
export const preferCheckOverDomain: Rule = statementRule({
  id: 'prefer-check-over-domain',
  title: 'A domain with a constraint',
  group: 'policy',
  severity: 'info',
  why: 'A new constraint of a domain holds SHARE on every table with a column of it while all of them are read, and there is no way around that; a new column of such a domain writes its table anew.',
  safer: 'A CHECK on each table, which can be added as NOT VALID and validated.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createdomain.html',
  alsoKnownAs: ['squawk ban-create-domain-with-constraint'],
  isOptIn: true,
  check: ({ node }) => {
    if (!('CreateDomainStmt' in node)) return [];
    const { domainname, constraints = [] } = node.CreateDomainStmt;
    const isChecked = constraints.some(
      (item) => 'Constraint' in item && ['CONSTR_CHECK', 'CONSTR_NOTNULL'].includes(item.Constraint.contype ?? ''),
    );
    return isChecked ? [{ message: `The domain ${wordsOf(domainname).join('.')} has a constraint.` }] : [];
  },
});

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** VACUUM FULL of a table with rows. */
export const vacuumFullRewritesTable: Rule = statementRule({
  id: 'vacuum-full-rewrites-table',
  title: 'VACUUM FULL',
  group: 'lock',
  severity: 'high',
  why: 'VACUUM FULL writes the table and all its indexes anew under ACCESS EXCLUSIVE, and needs the space for a second copy meanwhile.',
  safer:
    'Plain VACUUM makes the space usable again without a lock that anyone notices; pg_repack or pg_squeeze give it back to the system while the table is used.',
  documentation: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
  alsoKnownAs: ['squawk prefer-repack', 'pgfence vacuum-full', 'safe-migrate vacuum-full'],
  check: (subject) => waitingFindings(subject, 'vacuum-full-rewrites-table', 'VACUUM FULL'),
});

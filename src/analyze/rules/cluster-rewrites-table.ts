import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** CLUSTER of a table with rows. */
export const clusterRewritesTable: Rule = statementRule({
  id: 'cluster-rewrites-table',
  title: 'CLUSTER',
  group: 'lock',
  severity: 'high',
  why: 'CLUSTER writes the table and all its indexes anew in the order of an index, under ACCESS EXCLUSIVE.',
  safer: 'pg_repack or pg_squeeze order a table while it is used; or do it in a maintenance window.',
  documentation: 'https://www.postgresql.org/docs/current/sql-cluster.html',
  alsoKnownAs: ['squawk prefer-repack'],
  check: (subject) => waitingFindings(subject, 'cluster-rewrites-table', 'CLUSTER'),
});

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** ATTACH PARTITION that looks through rows. */
export const attachPartitionScans: Rule = statementRule({
  id: 'attach-partition-scans',
  title: 'ATTACH PARTITION that reads the new or the default partition',
  group: 'lock',
  severity: 'high',
  why: 'Every row of the new partition must fit its bounds, and no row of the default partition may belong into it. Unless constraints prove that, the table is read under ACCESS EXCLUSIVE on it. Indexes and foreign keys that it lacks are built and checked too.',
  safer:
    'Before: a valid CHECK on the new table with its bounds and NOT NULL of the key, one on the default partition that excludes them, and all indexes of the parent built CONCURRENTLY. Drop the CHECKs afterwards.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  alsoKnownAs: ['localtools attach-partition', 'pgfence attach-partition', 'safe-migrate blocking-partition-mutation'],
  check: (subject) => waitingFindings(subject, 'attach-partition-scans', 'ATTACH PARTITION'),
});

import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** CREATE TABLE ... PARTITION OF beside a filled default partition. */
export const createPartitionScansDefault: Rule = statementRule({
  id: 'create-partition-scans-default',
  title: 'CREATE TABLE ... PARTITION OF reads the default partition',
  group: 'lock',
  severity: 'high',
  why: 'CREATE TABLE ... PARTITION OF takes ACCESS EXCLUSIVE on the partitioned table, and where a default partition holds rows it is read in full meanwhile: no row of it may belong into the new one. Every query on the whole partitioned table waits.',
  safer:
    'Add a valid CHECK to the default partition that excludes the bounds of the new one before, then nothing is read. Or CREATE TABLE ... (LIKE parent) and ATTACH PARTITION, which leaves the parent usable.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  alsoKnownAs: ['localtools partition-of'],
  check: (subject) => waitingFindings(subject, 'create-partition-scans-default', 'CREATE TABLE ... PARTITION OF'),
});

import { waitingFindings } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Finding, Rule } from '../rule.ts';
import { sqlLines, sqlRange } from '../safer-sql.ts';
import { isOld, rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';

/** DETACH PARTITION without CONCURRENTLY. */
export const detachPartitionBlocks: Rule = statementRule({
  id: 'detach-partition-blocks',
  title: 'DETACH PARTITION without CONCURRENTLY',
  group: 'lock',
  severity: 'medium',
  why: 'DETACH PARTITION takes ACCESS EXCLUSIVE on the partitioned table: it waits for all queries on it, and all later ones wait behind it. Tables that refer to the partition by foreign keys are read meanwhile.',
  safer: 'DETACH PARTITION ... CONCURRENTLY, outside a transaction, where there is no default partition.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION',
  alsoKnownAs: ['squawk require-concurrent-partition-detach', 'localtools detach-partition', 'pgfence detach-partition'],
  check: (subject) => {
    const [detach] = subcommandsOfType(subject, 'AT_DetachPartition');
    const def = detach?.command.def;
    if (def === undefined || !('PartitionCmd' in def) || def.PartitionCmd.concurrent === true) return [];
    const range = rangeOf(subject.node);
    if (range === null || !isOld(subject.world, range)) return [];
    const table = relationNamed(subject.world, range);
    const name = table === null ? (range.relname ?? '') : shownName(subject.world, table);
    const hasDefault = table?.children.some(({ partitionBound }) => partitionBound?.is_default === true) === true;
    const saferSql = hasDefault
      ? null
      : sqlLines(`ALTER TABLE ${sqlRange(range)} DETACH PARTITION ${sqlRange(def.PartitionCmd.name ?? {})} CONCURRENTLY`);
    const waiting = waitingFindings(subject, 'detach-partition-blocks', 'DETACH PARTITION');
    const brief: Finding = {
      message: `DETACH PARTITION waits for all running queries on ${name}, and all later ones wait behind it.`,
      relation: name,
    };
    return (waiting.length > 0 ? waiting : [brief]).map((finding) => ({ ...finding, saferSql }));
  },
});

import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { NEXT_MIGRATION, sqlLines, sqlName } from '../safer-sql.ts';
import { droppedRelations } from '../statement-parts.ts';

/** A partition is dropped. */
export const dropPartition: Rule = statementRule<readonly { readonly name: string; readonly parent: string; readonly saferSql: string }[]>({
  id: 'drop-partition',
  title: 'A partition is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'Its rows are gone. DROP TABLE of a partition takes ACCESS EXCLUSIVE on the whole partitioned table.',
  safer: 'DETACH PARTITION ... CONCURRENTLY first, keep the table for a while, then drop it: that touches the others no more.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  alsoKnownAs: ['safe-migrate blocking-partition-mutation'],
  before: (node, world) =>
    droppedRelations(node, world)
      .filter(({ partitionBound, isNew }) => partitionBound !== null && !isNew)
      .map((partition) => {
        const [parent] = partition.parents;
        const name = shownName(world, partition);
        const table = parent === undefined ? '' : shownName(world, parent);
        const saferSql = sqlLines(
          `ALTER TABLE ${sqlName(parent?.name ?? '')} DETACH PARTITION ${sqlName(partition.name)} CONCURRENTLY`,
          NEXT_MIGRATION,
          `DROP TABLE ${sqlName(partition.name)}`,
        );
        return {
          name,
          parent: table,
          saferSql:
            parent === undefined || parent.children.some(({ partitionBound }) => partitionBound?.is_default === true) ? '' : saferSql,
        };
      }),
  check: (_subject, partitions) =>
    partitions.map(({ name, parent, saferSql }) => ({
      message: `Partition ${name} of ${parent} is dropped with its rows, and all of ${parent} is closed meanwhile.`,
      relation: name,
      saferSql: saferSql === '' ? null : saferSql,
    })),
});

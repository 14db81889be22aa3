import type { PartitionSpec } from 'libpg-query';
import type { PartitionBound, PartitionKey, Relation } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { cloneForeignKeys, cloneTriggers, defaultPartition, ensureIndexes, scanDefaultPartition } from '../join-partition.ts';

/** What CREATE TABLE … PARTITION OF does besides making the table (DefineRelation, tablecmds.c): the ACCESS EXCLUSIVE lock on the parent is held already. */
export function joinAsPartition(context: Interpretation, relation: Relation, parent: Relation, bound: PartitionBound): void {
  const existingDefault = defaultPartition(parent, relation);
  if (existingDefault !== null) {
    if (bound.is_default === true)
      context.refuse('42P17', `partition "${relation.name}" conflicts with existing default partition "${existingDefault.name}"`);
    context.lock(existingDefault, 'ACCESS EXCLUSIVE', 'partition');
    scanDefaultPartition(context, existingDefault, parent, bound);
  }
  relation.tablespace ??= parent.tablespace;
  ensureIndexes(context, parent, relation);
  cloneTriggers(context.world, parent, relation);
  // A new partition has no rows to check.
  cloneForeignKeys(context, parent, relation);
}

/** PARTITION BY (transformPartitionSpec, tablecmds.c). */
export function partitionKeyOf(relation: Relation, { strategy, partParams }: PartitionSpec): PartitionKey {
  const parameters = (partParams ?? []).flatMap((node) => ('PartitionElem' in node ? [node.PartitionElem] : []));
  return {
    strategy: STRATEGIES[strategy ?? ''] ?? 'range',
    keys: parameters.map(({ name, expr }) => ({
      column: name === undefined ? null : (relation.columns.find((column) => column.name === name) ?? null),
      expression: expr ?? null,
    })),
  };
}

const STRATEGIES: Readonly<Record<string, PartitionKey['strategy']>> = {
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_HASH: 'hash',
};

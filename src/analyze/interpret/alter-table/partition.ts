import type { AlterTableCmd, RangeVar } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import { attachIndex, constraintOfIndex, setParentConstraint } from '../build-index.ts';
import { attachPartition, detachPartition } from '../partitions.ts';
import type { Alteration } from './alteration.ts';

/** ATTACH PARTITION of a table, or of an index. */
export function attach(alteration: Alteration, command: AlterTableCmd): void {
  if (command.def === undefined || !('PartitionCmd' in command.def)) return;
  const { name, bound } = command.def.PartitionCmd;
  const { context, relation } = alteration;
  if (relation.index !== null || relation.relkind === 'index' || relation.relkind === 'partitioned-index')
    return attachPartitionIndex(alteration, name ?? {});
  const child = partitionNamed(alteration, name ?? {});
  if (child === null || bound === undefined) return;
  if (relation.isAssumed && relation.relkind === 'table') relation.relkind = 'partitioned-table';
  if (relation.relkind !== 'partitioned-table')
    context.refuse('42809', `ALTER action ATTACH PARTITION cannot be performed on relation "${relation.name}"`);
  attachPartition(context, relation, child, bound);
}

/** DETACH PARTITION in its three forms. */
export function detach(alteration: Alteration, command: AlterTableCmd): void {
  if (command.def === undefined || !('PartitionCmd' in command.def)) return;
  const { name, concurrent } = command.def.PartitionCmd;
  const { context, relation } = alteration;
  const child = partitionNamed(alteration, name ?? {});
  if (child === null) return;
  if (relation.isAssumed && relation.relkind === 'table') relation.relkind = 'partitioned-table';
  const how = command.subtype === 'AT_DetachPartitionFinalize' ? 'finalize' : concurrent === true ? 'concurrently' : 'plain';
  detachPartition(context, relation, child, how);
}

function partitionNamed({ context }: Alteration, range: RangeVar): Relation | null {
  const child = context.world.relation(range);
  if (child === null) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  return child;
}

/** ALTER INDEX ... ATTACH PARTITION (ATExecAttachPartitionIdx, tablecmds.c). */
function attachPartitionIndex({ context, relation }: Alteration, range: RangeVar): void {
  const { world } = context;
  const child = world.relation(range, 'index');
  if (child === null) return context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  if (child.index !== null) context.lock(child.index.table, 'ACCESS SHARE', 'index');
  context.lock(child, 'ACCESS EXCLUSIVE', 'partition');
  if (relation.index !== null) context.lock(relation.index.table, 'ACCESS SHARE', 'index');
  if (relation.index === null || child.index === null || child.index.parent === relation) return;
  if (child.index.parent !== null)
    context.refuse('55000', `cannot attach index "${child.name}" as a partition of index "${relation.name}"`);
  attachIndex(context, child, relation);
  const ownConstraint = constraintOfIndex(child);
  const parentConstraint = constraintOfIndex(relation);
  if (ownConstraint !== null && parentConstraint !== null) setParentConstraint(world, ownConstraint, parentConstraint);
  validate(relation);
}

/** A partitioned index is valid once every partition has its part (validatePartitionedIndex, tablecmds.c). */
function validate(index: Relation): void {
  const definition = index.index;
  if (definition === null || definition.isValid) return;
  const hasPart = (table: Relation): boolean => table.indexes.some((part) => part.index?.parent === index && part.index.isValid);
  if (!definition.table.children.every(hasPart)) return;
  definition.isValid = true;
  if (definition.parent !== null) validate(definition.parent);
}

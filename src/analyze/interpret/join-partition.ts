import type { Constraint, PartitionBound, Relation, Trigger } from '../world/objects.ts';
import { excludesBound } from '../expressions/implication.ts';
import { withDescendants } from '../world/trees.ts';
import type { World } from '../world/world.ts';
import {
  addIndexConstraint,
  attachIndex,
  buildPartitionIndex,
  constraintOfIndex,
  isFittingIndex,
  setParentConstraint,
} from './build-index.ts';
import type { Interpretation } from './interpretation.ts';

/** The default partition of a partitioned table, other than the one that is being made. */
export function defaultPartition(parent: Relation, newcomer: Relation | null = null): Relation | null {
  return parent.children.find((child) => child !== newcomer && child.partitionBound?.is_default === true) ?? null;
}

/** Rows of the default partition that belong into a new one are an error: it is read, all of it, unless its constraints exclude them (check_default_partition_contents, partbounds.c). */
export function scanDefaultPartition(context: Interpretation, partition: Relation, parent: Relation, bound: PartitionBound): void {
  if (excludesBound(context.world, partition, parent, bound)) return;
  for (const member of withDescendants(partition)) {
    if (member !== partition) {
      context.lock(member, 'ACCESS EXCLUSIVE', 'partition');
      if (excludesBound(context.world, member, parent, bound)) continue;
    }
    context.work('scan', member, { reason: 'rows of the new partition must not be in the default partition' });
  }
}

/** Indexes of the parent on a new partition: a fitting one is attached, else one is built (AttachPartitionEnsureIndexes, tablecmds.c). */
export function ensureIndexes(context: Interpretation, parent: Relation, partition: Relation): void {
  for (const index of parent.indexes) {
    if (partition.relkind === 'foreign-table') {
      if (index.index?.isUnique === true)
        context.refuse('42809', `cannot attach foreign table "${partition.name}" as partition of partitioned table "${parent.name}"`);
      continue;
    }
    ensureIndex(context, index, partition);
  }
}

/** Row triggers of the parent go to its partitions (CloneRowTriggersToPartition, tablecmds.c). */
export function cloneTriggers(world: World, parent: Relation, partition: Relation): void {
  for (const trigger of parent.triggers) {
    if (!trigger.isRow || partition.triggers.some(({ name }) => name === trigger.name)) continue;
    for (const member of withDescendants(partition)) cloneTrigger(world, trigger, member);
  }
}

/** Foreign keys of the parent, both ways (CloneForeignKeyConstraints, tablecmds.c). Those returned have to be checked for the rows of the partition. */
export function cloneForeignKeys(context: Interpretation, parent: Relation, partition: Relation): readonly Constraint[] {
  cloneReferenced(context, parent, partition);
  return cloneReferencing(context, parent, partition);
}

function ensureIndex(context: Interpretation, index: Relation, partition: Relation): void {
  const { world } = context;
  const constraint = constraintOfIndex(index);
  const fitting = partition.indexes.find(
    (candidate) => isFittingIndex(index, candidate) && (constraint === null || constraintOfIndex(candidate) !== null),
  );
  if (fitting !== undefined) {
    attachIndex(context, fitting, index);
    const own = constraintOfIndex(fitting);
    if (constraint !== null && own !== null) setParentConstraint(world, own, constraint);
    return;
  }
  const made = buildPartitionIndex(context, partition, index, 'the partition lacks an index of the partitioned table');
  if (made !== null && constraint !== null)
    addIndexConstraint(world, made, { name: made.name, isDeferrable: constraint.isDeferrable, parent: constraint });
}

function cloneTrigger(world: World, trigger: Trigger, relation: Relation): void {
  const { name, isRow, timing, events, enabled, isConstraint } = trigger;
  const columns = relation.columns.filter((column) => trigger.columns.some((other) => other.name === column.name));
  const clone = world.addTrigger({ name, relation, function: trigger.function, isRow, timing, events, enabled, isConstraint, columns });
  world.depend(clone, trigger, 'partition');
  world.depend(clone, relation, 'partition');
  if (trigger.function !== null) world.depend(clone, trigger.function, 'normal');
}

/** The parent is referenced: its partition is as well. Only ACCESS SHARE on the referencing tables, as more keys forbid nothing (CloneFkReferenced). */
function cloneReferenced(context: Interpretation, parent: Relation, partition: Relation): void {
  const { world } = context;
  const keys = world
    .allRelations()
    .flatMap(({ constraints }) => constraints.filter((key) => key.referenced === parent && key.type === 'foreign-key'));
  for (const key of keys) {
    if (key.relation === null || (key.parent !== null && key.parent.referenced === parent)) continue;
    context.lock(key.relation, 'ACCESS SHARE', 'foreign-key');
    for (const referenced of withDescendants(partition)) {
      addClone(world, key, key.relation, referenced);
    }
  }
}

/** The parent refers to other tables: so does its partition, and SHARE ROW EXCLUSIVE on the referenced ones (CloneFkReferencing). */
function cloneReferencing(context: Interpretation, parent: Relation, partition: Relation): readonly Constraint[] {
  const toCheck: Constraint[] = [];
  // Rows of pg_constraint for the partitions of a referenced table hang below the key and are not cloned themselves.
  for (const key of parent.constraints.filter((each) => each.type === 'foreign-key' && each.parent?.relation !== parent)) {
    const { referenced } = key;
    if (referenced === null) continue;
    for (const member of withDescendants(referenced)) context.lock(member, 'SHARE ROW EXCLUSIVE', 'foreign-key');
    const own = partition.constraints.find((candidate) => isSameKey(candidate, key));
    if (own !== undefined) {
      setParentConstraint(context.world, own, key);
      continue;
    }
    const clone = addClone(context.world, key, partition, referenced);
    if (key.isEnforced && key.isValid) toCheck.push(clone);
  }
  return toCheck;
}

function isSameKey(candidate: Constraint, key: Constraint): boolean {
  return (
    candidate.type === 'foreign-key' &&
    candidate.parent === null &&
    candidate.referenced === key.referenced &&
    candidate.isValid &&
    candidate.isDeferrable === key.isDeferrable &&
    candidate.onDelete === key.onDelete &&
    candidate.onUpdate === key.onUpdate &&
    haveSameNames(candidate.columns, key.columns) &&
    haveSameNames(candidate.referencedColumns, key.referencedColumns)
  );
}

function haveSameNames(left: readonly { readonly name: string }[], right: readonly { readonly name: string }[]): boolean {
  return left.length === right.length && left.every(({ name }, at) => name === right[at]?.name);
}

function addClone(world: World, key: Constraint, relation: Relation, referenced: Relation): Constraint {
  const named = (owner: Relation, columns: Constraint['columns']): Constraint['columns'] =>
    columns.flatMap(({ name }) => owner.columns.filter((column) => column.name === name));
  const { name, type, isValid, isEnforced, onDelete, onUpdate, isDeferrable, index } = key;
  const clone = world.addConstraint({
    name,
    type,
    relation,
    referenced,
    isValid,
    isEnforced,
    onDelete,
    onUpdate,
    isDeferrable,
    index,
    columns: named(relation, key.columns),
    referencedColumns: named(referenced, key.referencedColumns),
    parent: key,
    isLocal: false,
    inheritedTimes: 1,
  });
  for (const column of clone.columns) world.depend(clone, column, 'auto');
  for (const column of clone.referencedColumns) world.depend(clone, column, 'normal');
  if (clone.index !== null) world.depend(clone, clone.index, 'normal');
  world.depend(clone, key, 'partition');
  world.depend(clone, relation === key.relation ? referenced : relation, 'partition');
  return clone;
}

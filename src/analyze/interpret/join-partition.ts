import type { Constraint, PartitionBound, Relation, Trigger } from '../world/objects.ts';
import { excludesBound } from '../expressions/implication.ts';
import { withDescendants } from '../world/trees.ts';
import { choosePartName } from './choose-name.ts';
import { cloneForeignKey } from './foreign-keys.ts';
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
  const reason = 'the partition lacks an index of the partitioned table';
  const made = buildPartitionIndex(context, partition, index, { reason, isConstraint: constraint !== null });
  if (made !== null && constraint !== null)
    addIndexConstraint(world, made, { name: made.name, isDeferrable: constraint.isDeferrable, parent: constraint });
}

function cloneTrigger(world: World, trigger: Trigger, relation: Relation): void {
  const { name, isRow, timing, events, enabled, isConstraint } = trigger;
  const columns = relation.columns.filter((column) => trigger.columns.some((other) => other.name === column.name));
  const clone = world.addTrigger({ name, relation, function: trigger.function, isRow, timing, events, enabled, isConstraint, columns });
  world.depend(clone, trigger, 'partition');
  world.depend(clone, relation, 'partition');
  world.depend(clone, relation, 'auto');
  for (const column of columns) world.depend(clone, column, 'normal');
  if (trigger.function !== null) world.depend(clone, trigger.function, 'normal');
}

/** The parent is referenced: its partition is as well (CloneFkReferenced, tablecmds.c). */
function cloneReferenced(context: Interpretation, parent: Relation, partition: Relation): void {
  const keys = context.world
    .allRelations()
    .flatMap(({ constraints }) => constraints.filter((key) => key.referenced === parent && key.type === 'foreign-key'));
  for (const key of keys) {
    if (key.relation === null) continue;
    context.lock(key.relation, context.majorVersion >= 15 ? 'SHARE ROW EXCLUSIVE' : 'ACCESS SHARE', 'foreign-key');
    addReferencedPart(context.world, key, partition);
  }
}

/** The part of a foreign key that refers to one partition, and those for the partitions below it (addFkRecurseReferenced). */
export function addReferencedPart(world: World, key: Constraint, partition: Relation): void {
  const part = world.addConstraint({
    ...key,
    name: choosePartName(world, key),
    referenced: partition,
    referencedColumns: partition.columns.filter(({ name }) => key.referencedColumns.some((column) => column.name === name)),
    index: partition.indexes.find(({ index }) => index !== null && index.parent === key.index) ?? null,
    isLocal: false,
    inheritedTimes: 1,
    parent: key,
  });
  for (const column of part.columns) world.depend(part, column, 'auto');
  for (const column of part.referencedColumns) world.depend(part, column, 'normal');
  if (part.index !== null) world.depend(part, part.index, 'normal');
  world.depend(part, key, 'internal');
  for (const below of partition.children) addReferencedPart(world, part, below);
}

/** The parent refers to other tables: so does its partition, and SHARE ROW EXCLUSIVE on the referenced ones (CloneFkReferencing). */
function cloneReferencing(context: Interpretation, parent: Relation, partition: Relation): readonly Constraint[] {
  const toCheck: Constraint[] = [];
  for (const key of parent.constraints.filter(({ type }) => type === 'foreign-key')) {
    // The parts that refer to single partitions of the referenced table belong to the whole key.
    if (key.referenced === null || key.parent?.relation === parent) continue;
    const before = new Set(partition.constraints);
    const own = cloneBelow(context, key, partition);
    // The triggers of a key that is adopted are dropped from the referenced table.
    const mode = before.has(own) ? 'ACCESS EXCLUSIVE' : 'SHARE ROW EXCLUSIVE';
    for (const member of withDescendants(key.referenced)) context.lock(member, mode, 'foreign-key');
    if (!own.isEnforced || !key.isValid || (before.has(own) && own.isValid)) continue;
    own.isValid = true;
    toCheck.push(own);
  }
  return toCheck;
}

function cloneBelow(context: Interpretation, key: Constraint, partition: Relation): Constraint {
  const own = cloneForeignKey(context, key, partition);
  for (const below of partition.children) cloneBelow(context, own, below);
  return own;
}

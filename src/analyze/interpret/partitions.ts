import { impliesBound } from '../expressions/implication.ts';
import { typeText } from '../expressions/resolve-type.ts';
import type { Constraint, PartitionBound, Relation, Trigger, TypeUse } from '../world/objects.ts';
import { ancestors, isKnownEmpty, withDescendants } from '../world/trees.ts';
import { without } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { RowWork } from './alter-table/row-work.ts';
import type { Interpretation } from './interpretation.ts';
import { linkChild } from './create-table/inherit.ts';
import {
  addReferencedPart,
  cloneForeignKeys,
  cloneTriggers,
  defaultPartition,
  ensureIndexes,
  scanDefaultPartition,
} from './join-partition.ts';

/** ALTER TABLE parent ATTACH PARTITION child: locks, the scans that no constraint spares, indexes and constraints (ATExecAttachPartition). */
export function attachPartition(context: Interpretation, parent: Relation, child: Relation, bound: PartitionBound): void {
  context.lock(parent, 'SHARE UPDATE EXCLUSIVE');
  const existingDefault = defaultPartition(parent);
  if (existingDefault !== null) context.lock(existingDefault, 'ACCESS EXCLUSIVE', 'partition');
  context.lock(child, 'ACCESS EXCLUSIVE', 'partition');
  for (const member of withDescendants(child)) context.lock(member, 'ACCESS EXCLUSIVE', 'partition');
  checkAttach(context, parent, child, bound);
  join(context.world, parent, child, bound);
  ensureIndexes(context, parent, child);
  cloneTriggers(context.world, parent, child);
  const toCheck = cloneForeignKeys(context, parent, child);
  checkRows(context, parent, child, bound);
  if (existingDefault !== null) scanDefaultPartition(context, existingDefault, parent, bound);
  const rows = new RowWork();
  for (const key of toCheck) rows.validate(key);
  rows.run(context);
}

/** ALTER TABLE parent DETACH PARTITION child [CONCURRENTLY | FINALIZE] (ATExecDetachPartition). */
export function detachPartition(
  context: Interpretation,
  parent: Relation,
  child: Relation,
  how: 'plain' | 'concurrently' | 'finalize',
): void {
  if (how === 'finalize') return finalize(context, parent, child);
  if (how === 'concurrently') return detachConcurrently(context, parent, child);
  context.lock(parent, 'ACCESS EXCLUSIVE');
  const existingDefault = defaultPartition(parent);
  if (existingDefault !== null) context.lock(existingDefault, 'ACCESS EXCLUSIVE', 'partition');
  for (const member of withDescendants(child)) context.lock(member, 'ACCESS EXCLUSIVE', 'partition');
  checkIsPartition(context, parent, child);
  if (child.isDetachPending) context.refuse('55000', `cannot detach partition "${child.name}"`);
  checkReferences(context, child);
  part(context, parent, child);
}

/** Two transactions: readers of the parent go on, those of the partition wait in the last moment. */
function detachConcurrently(context: Interpretation, parent: Relation, child: Relation): void {
  if (context.isInTransaction) context.refuse('25001', 'ALTER TABLE ... DETACH CONCURRENTLY cannot run inside a transaction block');
  context.lock(parent, 'SHARE UPDATE EXCLUSIVE');
  if (defaultPartition(parent) !== null) context.refuse('55000', 'cannot detach partitions concurrently when a default partition exists');
  const pending = parent.children.find(({ isDetachPending }) => isDetachPending);
  if (pending !== undefined)
    context.refuse('55000', `partition "${pending.name}" already pending detach in partitioned table "${parent.schema}.${parent.name}"`);
  context.lock(child, 'SHARE UPDATE EXCLUSIVE', 'partition');
  checkIsPartition(context, parent, child);
  checkReferences(context, child);
  context.releaseLocks();
  context.lock(parent, 'SHARE UPDATE EXCLUSIVE');
  context.lock(child, 'ACCESS EXCLUSIVE', 'partition');
  part(context, parent, child);
}

/** Ends an interrupted DETACH … CONCURRENTLY (ATExecDetachPartitionFinalize). */
function finalize(context: Interpretation, parent: Relation, child: Relation): void {
  context.lock(parent, 'SHARE UPDATE EXCLUSIVE');
  context.lock(child, 'ACCESS EXCLUSIVE', 'partition');
  if (!child.isDetachPending) context.refuseIfKnown('55000', `cannot complete detaching partition "${child.name}"`);
  part(context, parent, child);
}

function checkAttach(context: Interpretation, parent: Relation, child: Relation, bound: PartitionBound): void {
  if (child.partitionBound !== null) context.refuse('42809', `"${child.name}" is already a partition`);
  if (child.ofType !== null) context.refuse('42809', 'cannot attach a typed table as partition');
  if (child.parents.length > 0) context.refuse('42809', 'cannot attach inheritance child as partition');
  if (child.relkind === 'table' && child.children.length > 0) context.refuse('42809', 'cannot attach inheritance parent as partition');
  if (child === parent || ancestors(parent).includes(child)) context.refuse('42P07', 'circular inheritance not allowed');
  const existingDefault = defaultPartition(parent);
  if (bound.is_default === true && existingDefault !== null)
    context.refuse('42P17', `partition "${child.name}" conflicts with existing default partition "${existingDefault.name}"`);
  if (!parent.isAssumed && !child.isAssumed) checkColumns(context, parent, child);
}

/** Columns of equal name, and NOT NULL where the parent has it (MergeAttributesIntoExisting, tablecmds.c). */
function checkColumns(context: Interpretation, parent: Relation, child: Relation): void {
  for (const { name } of child.columns)
    if (!parent.columns.some((column) => column.name === name))
      context.refuse('42804', `table "${child.name}" contains column "${name}" not found in parent "${parent.name}"`);
  for (const { name, use, isNotNull } of parent.columns) {
    const column = child.columns.find((candidate) => candidate.name === name);
    if (column === undefined) context.refuse('42804', `child table is missing column "${name}"`);
    if (areKnown(use, column.use) && typeText(use) !== typeText(column.use))
      context.refuseIfKnown('42804', `child table "${child.name}" has different type for column "${name}"`);
    if (isNotNull && !column.isNotNull) context.refuse('42804', `column "${name}" in child table "${child.name}" must be marked NOT NULL`);
  }
}

function areKnown(...uses: readonly TypeUse[]): boolean {
  return uses.every(({ type }) => type.category !== 'unknown');
}

function join(world: World, parent: Relation, child: Relation, bound: PartitionBound): void {
  linkChild(world, child, parent);
  child.partitionBound = bound;
  for (const column of child.columns) {
    column.inheritedTimes++;
    column.isLocal = false;
  }
  for (const constraint of child.constraints) {
    if (!parent.constraints.some((above) => isMerged(constraint, above))) continue;
    constraint.inheritedTimes++;
    constraint.isLocal = false;
  }
}

/** A CHECK of the same name, or NOT NULL on the same column (MergeConstraintsIntoExisting, tablecmds.c). */
function isMerged(constraint: Constraint, above: Constraint): boolean {
  if (constraint.type !== above.type) return false;
  if (constraint.type === 'check') return constraint.name === above.name;
  return constraint.type === 'not-null' && constraint.columns[0]?.name === above.columns[0]?.name;
}

/** The rows of the new partition are read unless its constraints prove that they fit (QueuePartitionConstraintValidation, tablecmds.c). */
function checkRows(context: Interpretation, parent: Relation, child: Relation, bound: PartitionBound): void {
  // The first partition may take everything; a default one beside others may not.
  if (bound.is_default === true && parent.children.length === 1) return;
  checkMember(context, parent, child, bound);
}

function checkMember(context: Interpretation, parent: Relation, member: Relation, bound: PartitionBound): void {
  if (impliesBound(context.world, member, parent, bound)) return;
  for (const below of member.children) checkMember(context, parent, below, bound);
  context.work('scan', member, { reason: 'every row must fit the bounds of the partition' });
}

function checkIsPartition(context: Interpretation, parent: Relation, child: Relation): void {
  if (child.parents.includes(parent)) return;
  if (parent.isAssumed || child.isAssumed) return;
  context.refuse('42P01', `relation "${child.name}" is not a partition of relation "${parent.name}"`);
}

/** No row of another table may refer to one that leaves: the referencing tables are locked and read (ATDetachCheckNoForeignKeyRefs). */
function checkReferences(context: Interpretation, child: Relation): void {
  for (const key of referencesTo(context.world, child)) {
    if (key.relation === null) continue;
    context.lock(key.relation, 'SHARE', 'foreign-key');
    if (isKnownEmpty(key.relation)) continue;
    const tables = [key.relation, child].flatMap(withDescendants);
    for (const table of tables) context.work('scan', table, { reason: 'no row may refer to the partition that leaves' });
  }
}

/** Foreign keys that refer to a partition because they refer to its parent. */
function referencesTo(world: World, child: Relation): readonly Constraint[] {
  return world
    .allRelations()
    .flatMap(({ constraints }) =>
      constraints.filter((key) => key.type === 'foreign-key' && key.referenced === child && key.parent !== null),
    );
}

/** Takes a partition out of its parent: its indexes, triggers and constraints are its own again (DetachPartitionFinalize). */
function part(context: Interpretation, parent: Relation, child: Relation): void {
  const { world } = context;
  dropClonedTriggers(world, child);
  for (const key of child.constraints) if (key.type === 'foreign-key' && key.parent?.relation === parent) releaseForeignKey(context, key);
  for (const key of referencesTo(world, child)) dropReference(context, key);
  for (const index of child.indexes) releaseIndex(context, index, parent);
  without(parent.children, child);
  without(child.parents, parent);
  world.undepend(child, parent);
  child.partitionBound = null;
  child.isDetachPending = false;
  for (const column of child.columns) {
    column.inheritedTimes = Math.max(0, column.inheritedTimes - 1);
    column.isLocal = true;
  }
  for (const constraint of child.constraints)
    if (constraint.inheritedTimes > 0 && constraint.parent?.relation !== child) release(world, constraint);
}

/** A foreign key that becomes the partition's own gets its own triggers on the referenced tables. */
function releaseForeignKey(context: Interpretation, key: Constraint): void {
  const { referenced } = key;
  // 14 does not keep one that refers to a partitioned table.
  if (referenced?.relkind === 'partitioned-table' && context.majorVersion < 15) return context.world.forget(key);
  // 14 makes none on a partitioned table.
  const members =
    referenced === null || (referenced.relkind === 'partitioned-table' && context.majorVersion < 15) ? [] : withDescendants(referenced);
  for (const member of members) context.lock(member, 'SHARE ROW EXCLUSIVE', 'foreign-key');
  release(context.world, key);
  if (members.length > 1) for (const partition of referenced?.children ?? []) addReferencedPart(context.world, key, partition);
}

function dropClonedTriggers(world: World, child: Relation): void {
  const isClone = (trigger: Trigger): boolean =>
    world.references(trigger).some(({ on, type }) => type === 'partition' && on.kind === 'trigger');
  for (const trigger of withDescendants(child).flatMap(({ triggers }) => triggers.filter(isClone))) world.forget(trigger);
}

/** The part of a foreign key that referred to the partition is dropped (the referencing table is locked as for any DROP CONSTRAINT). */
function dropReference(context: Interpretation, key: Constraint): void {
  if (key.relation !== null) context.lock(key.relation, 'ACCESS EXCLUSIVE', 'foreign-key');
  context.world.forget(key);
}

function releaseIndex(context: Interpretation, index: Relation, parent: Relation): void {
  const above = index.index?.parent ?? null;
  if (index.index === null || above?.index?.table !== parent) return;
  context.lock(index, 'ACCESS EXCLUSIVE', 'index');
  index.index.parent = null;
  context.world.undepend(index, above);
  leavePartition(context.world, index, index.index.table);
  const constraint = index.index.table.constraints.find((each) => each.index === index);
  if (constraint !== undefined) release(context.world, constraint);
}

function release(world: World, constraint: Constraint): void {
  if (constraint.parent !== null) world.undepend(constraint, constraint.parent);
  if (constraint.relation !== null) leavePartition(world, constraint, constraint.relation);
  constraint.parent = null;
  constraint.isLocal = true;
  constraint.inheritedTimes = Math.max(0, constraint.inheritedTimes - 1);
}

/** What a part needed of its own table for being a part; other needs stay. */
function leavePartition(world: World, part: Relation | Constraint, table: Relation): void {
  const kinds = world.references(part).flatMap(({ on, type }) => (on === table && type !== 'partition' ? [type] : []));
  world.undepend(part, table);
  for (const kind of kinds) world.depend(part, table, kind);
}

import type { LockReason } from '../../../model/effect.ts';
import type { Constraint, Relation, WorldObject } from '../../world/objects.ts';
import { setColumnDefault } from '../column-default.ts';
import { withDescendants } from '../../world/trees.ts';
import type { Interpretation } from '../interpretation.ts';

/** AcquireDeletionLock (dependency.c): a relation, or the table of a column, is locked before anything is decided. */
export function lockForDeletion(context: Interpretation, object: WorldObject, reason: LockReason): void {
  if (object.kind === 'relation') context.lock(object, 'ACCESS EXCLUSIVE', reason);
  else if (object.kind === 'column') context.lock(object.relation, 'ACCESS EXCLUSIVE', reason);
}

/** Takes one object away (deleteOneObject, dependency.c), with the locks of its own removal function. */
export function deleteObject(context: Interpretation, object: WorldObject): void {
  lockOwnTables(context, object);
  if (object.kind === 'attachment' && object.what === 'default')
    for (const column of object.columns) setColumnDefault(context.world, column, null);
  else context.world.forget(object);
}

function lockOwnTables(context: Interpretation, object: WorldObject): void {
  switch (object.kind) {
    case 'relation':
      lockForRelation(context, object);
      break;
    case 'column':
      context.lock(object.relation, 'ACCESS EXCLUSIVE', 'cascade');
      break;
    case 'constraint':
      lockForConstraint(context, object);
      break;
    case 'trigger':
      context.lock(object.relation, 'ACCESS EXCLUSIVE', 'trigger');
      break;
    case 'attachment':
      if (object.relation !== null) lockForAttachment(context, object.relation, object.what);
      break;
    default:
      break;
  }
}

/** index_drop (index.c) locks the table; heap_drop_with_catalog (heap.c) the parent of a partition and its default partition. */
function lockForRelation(context: Interpretation, relation: Relation): void {
  if (relation.index !== null) context.lock(relation.index.table, 'ACCESS EXCLUSIVE', 'index');
  context.lock(relation, 'ACCESS EXCLUSIVE', 'cascade');
  if (relation.partitionBound === null) return;
  for (const parent of relation.parents) {
    context.lock(parent, 'ACCESS EXCLUSIVE', 'partition');
    const other = parent.children.find(({ partitionBound }) => partitionBound?.is_default === true);
    if (other !== undefined && other !== relation) context.lock(other, 'ACCESS EXCLUSIVE', 'partition');
  }
}

/**
 * RemoveConstraintById (pg_constraint.c); the triggers of a foreign key take its tables on both sides along (RemoveTriggerById, trigger.c).
 * The part of it that a partition has has no trigger on the referenced table.
 */
function lockForConstraint(context: Interpretation, constraint: Constraint): void {
  const { relation, referenced } = constraint;
  if (relation !== null) context.lock(relation, 'ACCESS EXCLUSIVE', 'cascade');
  if (constraint.type !== 'foreign-key' || referenced === null || constraint.parent !== null) return;
  for (const member of withDescendants(referenced)) context.lock(member, 'ACCESS EXCLUSIVE', 'foreign-key');
}

function lockForAttachment(context: Interpretation, relation: Relation, what: string): void {
  if (what === 'statistics') context.lock(relation, 'SHARE UPDATE EXCLUSIVE');
  else if (what === 'policy' || what === 'rule' || what === 'default') context.lock(relation, 'ACCESS EXCLUSIVE', 'cascade');
}

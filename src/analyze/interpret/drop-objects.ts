import type { WorldObject } from '../world/objects.ts';
import { deleteObject, lockForDeletion } from './drop/delete-object.ts';
import { DependencyReader } from './drop/dependency-reader.ts';
import { deletionReason, kindOfObject, nameOfObject, reportLoss } from './drop/destroyed.ts';
import { DependentObjectSearch } from './drop/find-dependent-objects.ts';
import type { DeletionTarget } from './drop/find-dependent-objects.ts';
import type { Interpretation } from './interpretation.ts';

/**
 * performMultipleDeletions (dependency.c): finds what goes with the objects, refuses with 2BP01 under RESTRICT, locks every relation that is dropped or
 * loses a part (with the referenced table of a foreign key), records what is destroyed, and takes all of it out of the world.
 */
export function dropObjects(context: Interpretation, objects: readonly WorldObject[], behavior: 'restrict' | 'cascade'): void {
  for (const object of objects) lockForDeletion(context, object, 'direct');
  const search = new DependentObjectSearch(new DependencyReader(context.world), objects, (object, flag) =>
    lockForDeletion(context, object, deletionReason(object, flag)),
  );
  for (const object of objects) search.find(object, 'original');
  if (search.required !== null) refuseWithoutOwner(context, search.required.object, search.required.owner);
  // A column needs no deletion of its own when its table goes.
  const targets = [...search.targets.values()].filter(({ object }) => object.kind !== 'column' || !search.targets.has(object.relation));
  refuseDependents(context, targets, behavior);
  for (const target of targets) reportLoss(context, target, (object) => search.targets.has(object));
  for (const { object } of targets) deleteObject(context, object);
}

/** reportDependentObjects (dependency.c). */
function refuseDependents(context: Interpretation, targets: readonly DeletionTarget[], behavior: 'restrict' | 'cascade'): void {
  const part = targets.find(({ isPart, flags }) => isPart && !flags.has('partition'));
  if (part !== undefined) context.refuse('2BP01', `cannot drop ${describe(part.object)} because the object it is a part of requires it`);
  if (behavior === 'cascade') return;
  const blocking = targets.find(
    ({ flags }) => !['original', 'auto', 'internal', 'partition', 'extension'].some((flag) => flags.has(flag as 'auto')),
  );
  if (blocking !== undefined) context.refuse('2BP01', `cannot drop the objects because ${describe(blocking.object)} depends on them`);
}

function refuseWithoutOwner(context: Interpretation, object: WorldObject, owner: WorldObject): never {
  return context.refuse('2BP01', `cannot drop ${describe(object)} because ${describe(owner)} requires it`);
}

function describe(object: WorldObject): string {
  return `${kindOfObject(object)} ${nameOfObject(object)}`;
}

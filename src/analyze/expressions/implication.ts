import type { Column, PartitionBound, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';

/** Do validated CHECK constraints of a relation (and NOT NULL) prove that a column holds no NULL (NotNullImpliedByRelConstraints, tablecmds.c)? */
export function impliesNotNull(_world: World, _relation: Relation, _column: Column): boolean {
  return false;
}

/** Do a relation's validated constraints prove that every row fits a partition's bound (PartConstraintImpliedByRelConstraint, tablecmds.c)? */
export function impliesBound(_world: World, _relation: Relation, _parent: Relation, _bound: PartitionBound): boolean {
  return false;
}

/** Do they prove that no row of the default partition falls into a new bound? */
export function excludesBound(_world: World, _defaultPartition: Relation, _parent: Relation, _bound: PartitionBound): boolean {
  return false;
}

import type { DestroyEffect, LockReason } from '../../../model/effect.ts';
import type { Relation, WorldObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import type { DeletionFlag, DeletionTarget } from './find-dependent-objects.ts';

type Destroyed = DestroyEffect['what'];

/** Says what is lost with an object, before it is taken away. */
export function reportLoss(context: Interpretation, { object, flags }: DeletionTarget, isDropped: (object: WorldObject) => boolean): void {
  const isCascade = !flags.has('original');
  const what = destroyedAs(object);
  if (what !== null) context.destroy({ what, relation: relationOf(object), name: nameOfObject(object), isCascade });
  else if (isCascade && !isPartOfDropped(object, isDropped))
    context.dependent({ what: kindOfObject(object), name: nameOfObject(object), change: 'dropped' });
}

/** Why the relation of an object is locked when it was found by a dependency. */
export function deletionReason(object: WorldObject, flag: DeletionFlag): LockReason {
  if (flag === 'original') return 'direct';
  if (object.kind !== 'relation') return 'cascade';
  switch (object.relkind) {
    case 'index':
    case 'partitioned-index':
      return 'index';
    case 'view':
    case 'materialized-view':
      return 'view';
    case 'sequence':
      return 'sequence';
    default:
      return object.partitionBound === null ? 'cascade' : 'partition';
  }
}

/** An object as messages name it: `public.orders`, `orders.total`, `orders_fk on orders`. */
export function nameOfObject(object: WorldObject): string {
  switch (object.kind) {
    case 'relation':
    case 'type':
    case 'function':
      return `${object.schema}.${object.name}`;
    case 'column':
      return `${object.relation.name}.${object.name}`;
    case 'constraint':
      return withTable(object.name, object.relation);
    case 'trigger':
      return withTable(object.name, object.relation);
    case 'attachment':
      return object.what === 'default' ? `${object.relation?.name ?? ''}.${object.name}` : withTable(object.name, object.relation);
    default:
      return object.name;
  }
}

/** The kind of an object in words. */
export function kindOfObject(object: WorldObject): string {
  if (object.kind === 'relation') return object.relkind.replaceAll('-', ' ');
  if (object.kind === 'attachment') return object.what.replaceAll('-', ' ');
  return object.kind.replaceAll('-', ' ');
}

function withTable(name: string, relation: Relation | null): string {
  return relation === null ? name : `${name} on ${relation.name}`;
}

function destroyedAs(object: WorldObject): Destroyed | null {
  switch (object.kind) {
    case 'relation':
      return destroyedRelation(object);
    case 'column':
      return isStored(object.relation) || object.relation.relkind === 'composite-type' ? 'column' : null;
    case 'schema':
      return 'schema';
    case 'type':
      return object.category === 'array' || object.category === 'multirange' || isRowType(object.relation) ? null : 'type';
    default:
      return null;
  }
}

function isRowType(relation: Relation | null): boolean {
  return relation !== null && relation.relkind !== 'composite-type';
}

function destroyedRelation({ relkind }: Relation): Destroyed | null {
  switch (relkind) {
    case 'table':
    case 'partitioned-table':
    case 'foreign-table':
      return 'table';
    case 'materialized-view':
      return 'materialized-view';
    case 'sequence':
      return 'sequence';
    default:
      return null;
  }
}

function isStored(relation: Relation): boolean {
  return relation.relkind === 'table' || relation.relkind === 'partitioned-table' || relation.relkind === 'foreign-table';
}

function relationOf(object: WorldObject): Relation | null {
  if (object.kind === 'relation') return object;
  return object.kind === 'column' ? object.relation : null;
}

/** Indexes, constraints and the like of a table that goes itself need no mention. */
function isPartOfDropped(object: WorldObject, isDropped: (object: WorldObject) => boolean): boolean {
  switch (object.kind) {
    case 'relation':
      return (object.index !== null && isDropped(object.index.table)) || object.relkind === 'composite-type';
    case 'constraint':
    case 'trigger':
    case 'attachment':
      return object.relation !== null && isDropped(object.relation);
    case 'type':
      return true;
    default:
      return false;
  }
}

import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import type { Attachment, Column, Constraint, Relation, TypeObject, WorldObject } from '../../world/objects.ts';
import { edges } from './edge.ts';
import type { Edge } from './edge.ts';

/** What an object belongs to by its own fields. */
export function structuralOwners(object: WorldObject): readonly Edge[] {
  switch (object.kind) {
    case 'relation':
      return relationOwners(object);
    case 'column':
      return isPartitionKey(object) ? edges('internal', [object.relation]) : [];
    case 'constraint':
      return object.parent === null || object.parent.relation === object.relation ? [] : edges('partition', [object.parent]);
    case 'type':
      return typeOwners(object);
    case 'attachment':
      return defaultOwners(object);
    default:
      return [];
  }
}

/** Has the constraint an index of its own? A foreign key only needs one. */
export function ownsIndex({ type }: Constraint): boolean {
  return type === 'primary-key' || type === 'unique' || type === 'exclusion';
}

/** Array types go with their elements, row types with their tables. */
export function typeOwners(type: TypeObject): readonly Edge[] {
  if (type.category === 'array' && type.element !== null) return edges('internal', [type.element]);
  if (type.category === 'multirange' && type.subtype !== null) return edges('internal', [type.subtype]);
  return type.relation !== null && type.relation.relkind !== 'composite-type' ? edges('internal', [type.relation]) : [];
}

function relationOwners(relation: Relation): readonly Edge[] {
  const { index } = relation;
  if (index === null) return relation.ownedBy !== null && relation.ownedBy.identity !== '' ? edges('internal', [relation.ownedBy]) : [];
  const constraint = index.table.constraints.find((candidate) => candidate.index === relation && ownsIndex(candidate));
  return [
    ...edges('internal', constraint === undefined ? [] : [constraint]),
    ...edges('partition', index.parent === null ? [] : [index.parent]),
  ];
}

/** The columns of a partition key cannot go without the table (StorePartitionKey, heap.c). */
function isPartitionKey(column: Column): boolean {
  const keys = column.relation.partitionKey?.keys ?? [];
  return keys.some(
    (key) => key.column === column || (key.expression !== null && columnsUsedBy(key.expression, column.relation).includes(column.name)),
  );
}

/** A generation expression goes with its column only. */
function defaultOwners({ what, columns }: Attachment): readonly Edge[] {
  const generated = what === 'default' ? columns.filter((column) => column.generated !== '') : [];
  return edges('internal', generated);
}

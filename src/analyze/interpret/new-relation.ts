import type { RangeVar } from 'libpg-query';
import type { RelationKind } from '../../model/effect.ts';
import type { Relation, SchemaObject } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import type { Interpretation } from './interpretation.ts';
import { truncateName } from './choose-name.ts';

/** Where a new relation goes: the schema that it names, the temporary one, or the first of the search path (RangeVarGetAndCheckCreationNamespace, namespace.c). */
export function schemaForNew(context: Interpretation, range: RangeVar): string {
  if (range.relpersistence === 't') return 'pg_temp';
  if (range.schemaname === undefined) return context.world.creationSchema();
  if (range.schemaname !== 'pg_temp') schemaObject(context, range.schemaname);
  return range.schemaname;
}

/** Is there a relation of the new one's name? Without IF NOT EXISTS that is an error; one that was only assumed makes room. */
export function isTaken(context: Interpretation, range: RangeVar, schema: string, isTolerated: boolean): boolean {
  const existing = context.world.findRelation(range.relname ?? '', schema);
  if (existing === null) return false;
  if (isTolerated) return true;
  if (!existing.isAssumed) context.refuse('42P07', `relation "${existing.name}" already exists`);
  context.world.forget(existing);
  return false;
}

/** Puts a new relation into the world, with what every relation needs. */
export function addNewRelation(
  context: Interpretation,
  range: RangeVar,
  schema: string,
  fields: Omit<Partial<Relation>, 'id' | 'kind' | 'isNew' | 'isDropped' | 'owner' | 'name' | 'schema' | 'isExtensionMember'> & {
    readonly relkind: RelationKind;
  },
): Relation {
  const { world } = context;
  const relation = world.addRelation({
    persistence: persistenceOf(range, schema),
    ...fields,
    name: truncateName(range.relname ?? ''),
    schema,
  });
  const container = world.schemas.get(schema);
  if (container !== undefined) world.depend(relation, container, 'normal');
  context.created({ what: relation.relkind, name: displayName(relation) });
  return relation;
}

/** A relation as `created` names it. */
export function displayName(relation: Pick<Relation, 'schema' | 'name'>): string {
  return `${relation.schema}.${relation.name}`;
}

/** The row type of a relation and its array type (heap_create_with_catalog, catalog/heap.c). */
export function addRowType(context: Interpretation, relation: Relation): void {
  const { world } = context;
  const { name, schema } = relation;
  const existing = world.findType(name, schema);
  if (existing !== null && existing.category !== 'array' && existing.category !== 'unknown')
    context.refuse('42710', `type "${name}" already exists`);
  const row = world.addType({ name, schema, category: 'composite', relation });
  world.depend(row, relation, 'internal');
  const array = world.addType({ name: arrayTypeName(world, name, schema), schema, category: 'array', element: row });
  world.depend(array, row, 'internal');
}

/** `_name`, with more underscores while there is such a type (makeArrayTypeName, pg_type.c). */
export function arrayTypeName(world: World, name: string, schema: string): string {
  let candidate = truncateName(`_${name}`);
  while (world.findType(candidate, schema) !== null) candidate = truncateName(`_${candidate}`);
  return candidate;
}

/** A schema by name; an open world assumes one that it does not know. */
export function schemaObject(context: Interpretation, name: string): SchemaObject {
  const { world } = context;
  const found = world.schemas.get(name);
  if (found !== undefined) return found;
  context.refuseIfKnown('3F000', `schema "${name}" does not exist`);
  const wasInBatch = world.isInBatch;
  world.isInBatch = false;
  try {
    return world.addSchema(name);
  } finally {
    world.isInBatch = wasInBatch;
  }
}

function persistenceOf(range: RangeVar, schema: string): Relation['persistence'] {
  if (range.relpersistence === 't' || schema === 'pg_temp') return 'temporary';
  return range.relpersistence === 'u' ? 'unlogged' : 'permanent';
}

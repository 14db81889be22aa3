import type { AlterObjectSchemaStmt } from 'libpg-query';
import type { RelationKind } from '../../../model/effect.ts';
import type { Relation, WorldObject } from '../../world/objects.ts';
import { ownedSequences } from '../alter-table/storage.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { schemaObject } from '../new-relation.ts';
import { findObject, relationNamed } from './find-object.ts';
import { moveRelation, moveType } from './rename-object.ts';

const RELATIONS: Readonly<Record<string, RelationKind>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized-view',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
};

/** ALTER ... SET SCHEMA (ExecAlterObjectSchemaStmt, commands/alter.c). */
export function setSchema(context: Interpretation, statement: AlterObjectSchemaStmt): void {
  const { objectType = 'OBJECT_TABLE', newschema = '' } = statement;
  const kind = RELATIONS[objectType];
  if (kind === undefined) {
    const found = findObject(context, objectType, statement.object);
    schemaObject(context, newschema);
    if (found !== null) moveObject(context, found, newschema);
    return;
  }
  const relation = relationNamed(context, statement, kind);
  if (relation === null) return;
  context.lock(relation, 'ACCESS EXCLUSIVE');
  if (relation.relkind === 'sequence' && relation.ownedBy !== null)
    context.refuse('0A000', 'cannot move an owned sequence into another schema');
  schemaObject(context, newschema);
  if (relation.schema !== newschema && context.world.findRelation(relation.name, newschema)?.isAssumed === false)
    context.refuse('42P07', `relation "${relation.name}" already exists in schema "${newschema}"`);
  moveTable(context, relation, newschema);
}

/** Indexes and owned sequences come along, with a lock only on the sequences (AlterTableNamespaceInternal, tablecmds.c). */
function moveTable(context: Interpretation, relation: Relation, schema: string): void {
  const { world } = context;
  moveInto(context, relation, schema);
  for (const index of relation.indexes) world.renameRelation(index, index.name, schema);
  for (const sequence of ownedSequences(context, relation)) {
    context.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence');
    moveInto(context, sequence, schema);
  }
}

function moveInto({ world }: Interpretation, relation: Relation, schema: string): void {
  followSchema(world, relation, schema);
  moveRelation(world, relation, relation.name, schema);
}

/** An object that needed its old schema needs the new one (changeDependencyFor, pg_depend.c). */
function followSchema(world: World, object: WorldObject, schema: string): void {
  const to = world.schemas.get(schema);
  for (const { on } of world.references(object)) {
    if (on.kind !== 'schema' || on === to) continue;
    world.undepend(object, on);
    if (to !== undefined) world.depend(object, to, 'normal');
  }
}

/** AlterObjectNamespace_oid (commands/alter.c). */
function moveObject(context: Interpretation, object: WorldObject, schema: string): void {
  const { world } = context;
  if (object.kind !== 'relation') followSchema(world, object, schema);
  switch (object.kind) {
    case 'relation':
      context.lock(object, 'ACCESS EXCLUSIVE');
      return moveTable(context, object, schema);
    case 'type':
      if (object.relation === null) return moveType(world, object, object.name, schema);
      context.lock(object.relation, 'ACCESS EXCLUSIVE');
      return moveRelation(world, object.relation, object.name, schema);
    case 'function':
      return world.renameFunction(object, object.name, schema);
    case 'attachment':
      if (object.what !== 'extension') return void (object.schema = schema);
      // All members of an extension move with it.
      for (const { dependent, type } of world.dependents(object)) if (type === 'extension') moveObject(context, dependent, schema);
      return;
    default:
  }
}

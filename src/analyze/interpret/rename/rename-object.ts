import type { RenameStmt } from 'libpg-query';
import type { RelationKind } from '../../../model/effect.ts';
import type { Column, Constraint, Relation, TypeObject } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import { descentReason } from '../alter-table/alteration.ts';
import { reportMentions } from '../alter-table/function-mentions.ts';
import type { Interpretation } from '../interpretation.ts';
import { arrayTypeName } from '../new-relation.ts';
import { findObject, relationNamed } from './find-object.ts';
import { renameInExpressions, renameInQueries } from './rewrite-names.ts';

/** From this version on the clones of a trigger on partitions are renamed with it. */
const RENAMES_CLONES = 15;

const RELATIONS: Readonly<Record<string, RelationKind>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized-view',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
  OBJECT_TYPE: 'composite-type',
};

/** ALTER ... RENAME (ExecRenameStmt, commands/alter.c): only what is a relation, or part of one, is locked. */
export function rename(context: Interpretation, statement: RenameStmt): void {
  const { renameType = 'OBJECT_TABLE', newname = '' } = statement;
  switch (renameType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_FOREIGN_TABLE':
      return renameRelation(context, statement);
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE':
      return renameColumn(context, statement);
    case 'OBJECT_TABCONSTRAINT':
      return renameConstraint(context, statement);
    case 'OBJECT_TRIGGER':
      return renameTrigger(context, statement);
    case 'OBJECT_RULE':
    case 'OBJECT_POLICY':
      return renameAttachment(context, statement);
    case 'OBJECT_DOMCONSTRAINT':
      return renameDomainConstraint(context, statement);
    default:
      return renameOther(context, statement, newname);
  }
}

/** RenameRelation (tablecmds.c): ALTER INDEX of what is an index needs less than the others do. */
function renameRelation(context: Interpretation, statement: RenameStmt): void {
  const { renameType = 'OBJECT_TABLE', newname = '' } = statement;
  const relation = relationNamed(context, statement, RELATIONS[renameType] ?? 'table');
  if (relation === null) return;
  const isIndex = relation.relkind === 'index' || relation.relkind === 'partitioned-index';
  context.lock(relation, renameType === 'OBJECT_INDEX' && isIndex ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE');
  if (context.world.findRelation(newname, relation.schema)?.isAssumed === false)
    context.refuse('42P07', `relation "${newname}" already exists`);
  reportMentions(context, relation, null);
  moveRelation(context.world, relation, newname, relation.schema);
  for (const constraint of relation.index?.table.constraints ?? [])
    if (constraint.index === relation && constraint.type !== 'foreign-key') context.world.renameConstraint(constraint, newname);
}

/** Another name or schema for a relation, with its row type and with the views over it. */
export function moveRelation(world: World, relation: Relation, name: string, schema: string): void {
  renameInQueries(world, relation, name, schema);
  for (const type of world.allTypes()) if (type.relation === relation) moveType(world, type, name, schema);
  world.renameRelation(relation, name, schema);
}

/** A type with its array type. */
export function moveType(world: World, type: TypeObject, name: string, schema: string): void {
  world.renameType(type, name, schema);
  for (const array of world.allTypes()) if (array.element === type) world.renameType(array, arrayTypeName(world, name, schema), schema);
}

/** renameatt (tablecmds.c): the whole inheritance tree, or the typed tables of a composite type. */
function renameColumn(context: Interpretation, statement: RenameStmt): void {
  const { subname = '', newname = '' } = statement;
  const relation = relationNamed(context, statement, RELATIONS[statement.relationType ?? 'OBJECT_TABLE'] ?? 'table');
  if (relation === null) return;
  context.lock(relation, 'ACCESS EXCLUSIVE');
  if (relation.ofType !== null) context.refuse('42809', 'cannot rename column of typed table');
  const column = context.world.column(relation, subname);
  if (column === null) return context.refuseIfKnown('42703', `column "${subname}" does not exist`);
  if (column.inheritedTimes > 0) context.refuse('42P16', `cannot rename inherited column "${subname}"`);
  reportMentions(context, relation, subname);
  const recurses = statement.relation?.inh === true;
  if (!recurses && relation.children.length > 0 && relation.relkind !== 'composite-type')
    context.refuse('42P16', `inherited column "${subname}" must be renamed in child tables too`);
  for (const member of [...(recurses ? withDescendants(relation) : [relation]), ...typedTables(context, relation, statement)]) {
    if (member !== relation) context.lock(member, 'ACCESS EXCLUSIVE', member.ofType === null ? descentReason(member) : 'type');
    const own = context.world.column(member, subname);
    if (member.columns.some(({ name, isAssumed }) => name === newname && !isAssumed))
      context.refuse('42701', `column "${newname}" of relation "${member.name}" already exists`);
    if (own !== null) renameOne(own, newname);
  }
}

function typedTables(context: Interpretation, type: Relation, { behavior }: RenameStmt): readonly Relation[] {
  if (type.relkind !== 'composite-type') return [];
  const tables = context.world.allRelations().filter(({ ofType }) => ofType !== null && ofType.relation === type);
  if (tables.length > 0 && behavior !== 'DROP_CASCADE')
    context.refuse('2BP01', `cannot alter type "${type.name}" because it is the type of a typed table`);
  return tables;
}

function renameOne(column: Column, name: string): void {
  const from = column.name;
  column.name = name;
  renameInExpressions(column, from, name);
}

/** rename_constraint_internal (tablecmds.c): a constraint's index has its name. */
function renameConstraint(context: Interpretation, statement: RenameStmt): void {
  const { subname = '', newname = '' } = statement;
  const relation = relationNamed(context, statement, 'table');
  if (relation === null) return;
  context.lock(relation, 'ACCESS EXCLUSIVE');
  const constraint = relation.constraints.find(({ name }) => name === subname);
  if (constraint === undefined) {
    if (!relation.isAssumed) context.refuseIfKnown('42704', `constraint "${subname}" for table "${relation.name}" does not exist`);
    return;
  }
  if (constraint.inheritedTimes > 0 && isInheritable(constraint))
    context.refuse('42P16', `cannot rename inherited constraint "${subname}"`);
  if (statement.relation?.inh !== true && relation.children.length > 0 && isInheritable(constraint))
    context.refuse('42P16', `inherited constraint "${subname}" must be renamed in child tables too`);
  for (const same of withInherited(context, relation, constraint)) context.world.renameConstraint(same, newname);
  if (constraint.index === null || constraint.type === 'foreign-key') return;
  context.lock(constraint.index, 'SHARE UPDATE EXCLUSIVE', 'index');
  context.world.renameRelation(constraint.index, newname);
}

function withInherited(context: Interpretation, relation: Relation, constraint: Constraint): readonly Constraint[] {
  if (!isInheritable(constraint)) return [constraint];
  return withDescendants(relation).flatMap((member) => {
    if (member !== relation) context.lock(member, 'ACCESS EXCLUSIVE', descentReason(member));
    return member.constraints.filter(({ name, type }) => name === constraint.name && type === constraint.type);
  });
}

function isInheritable({ isNoInherit, type }: Constraint): boolean {
  return !isNoInherit && (type === 'check' || type === 'not-null');
}

/** renametrig (trigger.c). */
function renameTrigger(context: Interpretation, statement: RenameStmt): void {
  const { subname = '', newname = '' } = statement;
  const relation = relationNamed(context, statement, 'table');
  if (relation === null) return;
  context.lock(relation, 'ACCESS EXCLUSIVE');
  if (!relation.isAssumed && !relation.triggers.some(({ name }) => name === subname))
    context.refuseIfKnown('42704', `trigger "${subname}" for table "${relation.name}" does not exist`);
  const reaches = relation.relkind === 'partitioned-table' && context.majorVersion >= RENAMES_CLONES;
  for (const member of reaches ? withDescendants(relation) : [relation]) {
    if (member !== relation) context.lock(member, 'ACCESS EXCLUSIVE', 'partition');
    for (const trigger of member.triggers) if (trigger.name === subname) trigger.name = newname;
  }
}

/** RenameRewriteRule (rewriteDefine.c), rename_policy (policy.c). */
function renameAttachment(context: Interpretation, statement: RenameStmt): void {
  const { subname = '', newname = '', renameType } = statement;
  const relation = relationNamed(context, statement, 'table');
  if (relation === null) return;
  context.lock(relation, 'ACCESS EXCLUSIVE');
  const found = (renameType === 'OBJECT_RULE' ? relation.rules : relation.policies).find(({ name }) => name === subname);
  if (found !== undefined) found.name = newname;
  else if (!relation.isAssumed) context.refuseIfKnown('42704', `"${subname}" for table "${relation.name}" does not exist`);
}

function renameDomainConstraint(context: Interpretation, { object, subname, newname = '' }: RenameStmt): void {
  const domain = findObject(context, 'OBJECT_DOMAIN', object);
  const constraint = domain?.kind === 'type' ? domain.constraints.find(({ name }) => name === subname) : undefined;
  if (constraint !== undefined) context.world.renameConstraint(constraint, newname);
}

/** What lies outside of tables: no relation is locked, but for that of a composite type. */
function renameOther(context: Interpretation, { renameType, object, subname }: RenameStmt, name: string): void {
  const { world } = context;
  const found = findObject(context, renameType ?? '', object ?? (subname === undefined ? undefined : { String: { sval: subname } }));
  if (found === null) return;
  switch (found.kind) {
    case 'schema':
      return renameSchema(world, found.name, name);
    case 'type':
      if (found.relation === null) return moveType(world, found, name, found.schema);
      context.lock(found.relation, 'ACCESS EXCLUSIVE');
      return moveRelation(world, found.relation, name, found.schema);
    case 'function':
      return world.renameFunction(found, name);
    default:
      found.name = name;
  }
}

/** All that lies in a schema is found under its new name. */
function renameSchema(world: World, from: string, to: string): void {
  const schema = world.schemas.get(from);
  if (schema === undefined) return;
  world.schemas.delete(from);
  schema.name = to;
  world.schemas.set(to, schema);
  for (const relation of world.allRelations()) if (relation.schema === from) moveRelation(world, relation, relation.name, to);
  for (const type of world.allTypes()) if (type.schema === from) world.renameType(type, type.name, to);
  for (const called of world.allFunctions()) if (called.schema === from) world.renameFunction(called, called.name, to);
}

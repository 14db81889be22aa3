import type { AlterEnumStmt, CompositeTypeStmt, CreateEnumStmt, CreateRangeStmt, Node } from 'libpg-query';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { TypeObject } from '../../world/objects.ts';
import { truncateName } from '../choose-name.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { arrayTypeName, schemaObject } from '../new-relation.ts';
import { optionsOf } from '../options.ts';
import { qualifiedName } from './find-object.ts';
import type { QualifiedName } from './find-object.ts';

/** CREATE TYPE and ALTER TYPE of enums, ranges and composite types: no table is touched. */
export const TYPE_INTERPRETERS: Interpreters = {
  CompositeTypeStmt: createComposite,
  CreateEnumStmt: createEnum,
  CreateRangeStmt: createRange,
  AlterEnumStmt: alterEnum,
};

/** Puts a new type of a name into the world, with its array type (TypeCreate, pg_type.c); one that was only assumed makes room. */
export function addNewType(
  context: Interpretation,
  { name, schema }: QualifiedName,
  fields: Partial<Pick<TypeObject, 'labels' | 'subtype' | 'base' | 'isNotNull' | 'defaultExpression' | 'relation'>> &
    Pick<TypeObject, 'category'>,
): TypeObject {
  const { world } = context;
  const place = schema ?? world.creationSchema();
  const container = schemaObject(context, place);
  const existing = world.findType(name, place);
  if (existing !== null && existing.category !== 'array' && existing.category !== 'unknown')
    context.refuse('42710', `type "${name}" already exists`);
  const type = world.addType({ ...fields, name: truncateName(name), schema: place });
  world.depend(type, container, 'normal');
  addArrayType(context, type);
  context.created({ what: type.category === 'domain' ? 'domain' : 'type', name: `${place}.${type.name}` });
  return type;
}

function addArrayType({ world }: Interpretation, element: TypeObject): void {
  const array = world.addType({
    name: arrayTypeName(world, element.name, element.schema),
    schema: element.schema,
    category: 'array',
    element,
  });
  world.depend(array, element, 'internal');
}

function createComposite(context: Interpretation, { typevar = {}, coldeflist = [] }: CompositeTypeStmt): void {
  const { world } = context;
  const named = { name: typevar.relname ?? '', schema: typevar.schemaname ?? null };
  const schema = schemaObject(context, named.schema ?? world.creationSchema()).name;
  if (world.findRelation(named.name, schema)?.isAssumed === false) context.refuse('42P07', `relation "${named.name}" already exists`);
  const relation = world.addRelation({ name: truncateName(named.name), schema, relkind: 'composite-type' });
  for (const node of coldeflist) {
    if (!('ColumnDef' in node) || node.ColumnDef.typeName === undefined) continue;
    world.addColumn(relation, { name: node.ColumnDef.colname ?? '', use: resolveType(world, node.ColumnDef.typeName) });
  }
  world.depend(relation, addNewType(context, named, { category: 'composite', relation }), 'internal');
}

function createEnum(context: Interpretation, { typeName, vals }: CreateEnumStmt): void {
  addNewType(context, qualifiedName(typeName), { category: 'enum', labels: [...labels(vals)] });
}

/** A range comes with its multirange, named after it (makeMultirangeTypeName, pg_type.c). */
function createRange(context: Interpretation, { typeName, params }: CreateRangeStmt): void {
  const { world } = context;
  const options = optionsOf(params);
  const named = qualifiedName(typeName);
  const subtype = options.get('subtype')?.arg;
  const range = addNewType(context, named, {
    category: 'range',
    subtype: subtype !== undefined && 'TypeName' in subtype ? resolveType(world, subtype.TypeName).type : null,
  });
  if (range.subtype !== null) world.depend(range, range.subtype, 'normal');
  const given = options.get('multirange_type_name')?.arg;
  const multirange =
    given !== undefined && 'TypeName' in given
      ? qualifiedName(given.TypeName.names)
      : { name: multirangeName(named.name), schema: range.schema };
  const made = addNewType(context, multirange, { category: 'multirange', subtype: range });
  world.depend(made, range, 'internal');
}

function multirangeName(range: string): string {
  return range.includes('range') ? range.replace('range', 'multirange') : `${range}_multirange`;
}

/** ADD VALUE and RENAME VALUE change pg_enum only (typecmds.c, AlterEnum). */
function alterEnum(context: Interpretation, statement: AlterEnumStmt): void {
  const { name, schema } = qualifiedName(statement.typeName);
  const type = context.world.findType(name, schema);
  if (type === null || type.category !== 'enum') {
    context.refuseIfKnown(type === null ? '42704' : '42809', `"${name}" is not an enum`);
    return;
  }
  if (statement.oldVal !== undefined) renameLabel(context, type, statement.oldVal, statement.newVal ?? '');
  else addLabel(context, type, statement);
}

function renameLabel(context: Interpretation, type: TypeObject, from: string, to: string): void {
  if (!type.labels.includes(from)) context.refuse('22023', `"${from}" is not an existing enum label`);
  if (type.labels.includes(to)) context.refuse('42710', `enum label "${to}" already exists`);
  type.labels = type.labels.map((label) => (label === from ? to : label));
}

function addLabel(context: Interpretation, type: TypeObject, statement: AlterEnumStmt): void {
  const { newVal = '', newValNeighbor, newValIsAfter, skipIfNewValExists } = statement;
  if (type.labels.includes(newVal)) {
    if (skipIfNewValExists !== true) context.refuse('42710', `enum label "${newVal}" already exists`);
    return;
  }
  const neighbor = newValNeighbor === undefined ? -1 : type.labels.indexOf(newValNeighbor);
  if (newValNeighbor !== undefined && neighbor < 0) context.refuse('22023', `"${newValNeighbor}" is not an existing enum label`);
  const at = newValNeighbor === undefined ? type.labels.length : neighbor + (newValIsAfter === true ? 1 : 0);
  type.labels = type.labels.toSpliced(at, 0, newVal);
  // The labels of a type made in the same transaction may be used at once (check_safe_enum_use, enum.c).
  if (!type.isNew) context.world.addNewLabel(type, newVal);
}

function labels(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}

import type { Node, ObjectWithArgs, TypeName } from 'libpg-query';
import { postgresFacts } from '../../facts/facts.ts';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { Attachment, FunctionObject, Relation, TypeObject, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { strings } from '../options.ts';

/** A possibly qualified name. */
export interface QualifiedName {
  readonly name: string;
  readonly schema: string | null;
}

/** Objects that the world keeps as attachments, by the parser's ObjectType. */
export const ATTACHMENT_KINDS: ReadonlyMap<string, string> = new Map([
  ['OBJECT_ACCESS_METHOD', 'access-method'],
  ['OBJECT_CAST', 'cast'],
  ['OBJECT_COLLATION', 'collation'],
  ['OBJECT_CONVERSION', 'conversion'],
  ['OBJECT_DATABASE', 'database'],
  ['OBJECT_EXTENSION', 'extension'],
  ['OBJECT_FDW', 'foreign-data-wrapper'],
  ['OBJECT_FOREIGN_SERVER', 'server'],
  ['OBJECT_LANGUAGE', 'language'],
  ['OBJECT_OPCLASS', 'operator-class'],
  ['OBJECT_OPERATOR', 'operator'],
  ['OBJECT_OPFAMILY', 'operator-family'],
  ['OBJECT_PUBLICATION', 'publication'],
  ['OBJECT_ROLE', 'role'],
  ['OBJECT_STATISTIC_EXT', 'statistics'],
  ['OBJECT_SUBSCRIPTION', 'subscription'],
  ['OBJECT_TABLESPACE', 'tablespace'],
  ['OBJECT_TRANSFORM', 'transform'],
  ['OBJECT_TSCONFIGURATION', 'text-search-configuration'],
  ['OBJECT_TSDICTIONARY', 'text-search-dictionary'],
  ['OBJECT_TSPARSER', 'text-search-parser'],
  ['OBJECT_TSTEMPLATE', 'text-search-template'],
]);

/** Of these, the ones whose name is looked for in the search path; an extension lies in a schema, but its name does not. */
const IN_SCHEMAS: ReadonlySet<string> = new Set([
  'collation',
  'conversion',
  'operator',
  'operator-class',
  'operator-family',
  'statistics',
  'text-search-configuration',
  'text-search-dictionary',
  'text-search-parser',
  'text-search-template',
]);

/** The last two parts of a name. */
export function qualifiedName(names: readonly Node[] | undefined): QualifiedName {
  const parts = strings(names);
  return { name: parts.at(-1) ?? '', schema: parts.at(-2) ?? null };
}

/** The name that a node of a statement's object list holds: a String, a List of them, a TypeName or an ObjectWithArgs. */
export function nameOfNode(node: Node | undefined): QualifiedName {
  if (node === undefined) return { name: '', schema: null };
  if ('String' in node) return { name: node.String.sval ?? '', schema: null };
  if ('List' in node) return qualifiedName(node.List.items);
  if ('TypeName' in node) return qualifiedName(node.TypeName.names);
  return 'ObjectWithArgs' in node ? qualifiedName(node.ObjectWithArgs.objname) : { name: '', schema: null };
}

/** A function, procedure or aggregate by name and, where they are given, argument types (LookupFuncWithArgs, parse_func.c). */
export function findFunction(
  context: Interpretation,
  statement: ObjectWithArgs,
  objectType: string = 'OBJECT_ROUTINE',
): FunctionObject | null {
  const found = overloadOf(context, statement);
  if (found !== null && !isOfType(found, objectType))
    context.refuse('42809', `${found.name} is not ${objectType === 'OBJECT_AGGREGATE' ? 'an' : 'a'} ${objectType.slice(7).toLowerCase()}`);
  return found;
}

function isOfType({ prokind }: FunctionObject, objectType: string): boolean {
  switch (objectType) {
    case 'OBJECT_FUNCTION':
      return prokind === 'function' || prokind === 'window';
    case 'OBJECT_PROCEDURE':
      return prokind === 'procedure';
    case 'OBJECT_AGGREGATE':
      return prokind === 'aggregate';
    default:
      return true;
  }
}

function overloadOf(context: Interpretation, { objname, objargs, args_unspecified }: ObjectWithArgs): FunctionObject | null {
  const { name, schema } = qualifiedName(objname);
  const overloads = context.world.findFunctions(name, schema);
  if (args_unspecified === true) {
    if (overloads.length > 1) context.refuse('42725', `function name "${name}" is not unique`);
    return overloads[0] ?? null;
  }
  const wanted = argumentTypes(context.world, objargs);
  return overloads.find(({ arguments: taken }) => haveSameTypes(taken, wanted)) ?? null;
}

/** The function that a trigger calls: it takes no arguments, so its name is enough. */
export function findTriggerFunction(context: Interpretation, names: readonly Node[] | undefined): FunctionObject | null {
  const { name, schema } = qualifiedName(names);
  const [found] = context.world.findFunctions(name, schema).filter(({ arguments: taken }) => taken.length === 0);
  if (found === undefined && postgresFacts(context.majorVersion).functions(name).length === 0)
    context.refuseIfKnown('42883', `function ${name}() does not exist`);
  return found ?? null;
}

/** Types of an argument list. */
export function argumentTypes(world: World, nodes: readonly Node[] | undefined): readonly TypeObject[] {
  return (nodes ?? []).flatMap((node) => ('TypeName' in node ? [resolveType(world, node.TypeName).type] : []));
}

export function haveSameTypes(left: readonly TypeObject[], right: readonly TypeObject[]): boolean {
  return left.length === right.length && left.every((type, at) => type === right[at]);
}

/** A type by its name in a statement; null where nothing is known of it. */
export function findNamedType(world: World, name: TypeName): TypeObject | null {
  const { type } = resolveType(world, name);
  return type.category === 'unknown' ? null : type;
}

/** An attachment by kind and name. */
export function findAttachment(world: World, what: string, { name, schema }: QualifiedName): Attachment | null {
  const named = world.others.filter((other) => other.what === what && other.name === name);
  if (!IN_SCHEMAS.has(what)) return named[0] ?? null;
  if (schema !== null) return named.find((other) => other.schema === schema || other.schema === null) ?? null;
  return named.find((other) => other.schema === null || world.session.searchPath.includes(other.schema)) ?? null;
}

/** A trigger, rule, policy or constraint of a relation, named after it in a list: `[schema, table, name]`. */
export function findOnRelation(relation: Relation, objectType: string, name: string): WorldObject | null {
  const lists: Readonly<Record<string, readonly WorldObject[]>> = {
    OBJECT_TRIGGER: relation.triggers,
    OBJECT_RULE: relation.rules,
    OBJECT_POLICY: relation.policies,
    OBJECT_TABCONSTRAINT: relation.constraints,
  };
  return lists[objectType]?.find((member) => member.name === name) ?? null;
}

import type {
  CreateAmStmt,
  CreateCastStmt,
  CreateConversionStmt,
  CreateOpClassStmt,
  CreateOpFamilyStmt,
  CreatePLangStmt,
  CreateTransformStmt,
  DefineStmt,
  Node,
  ObjectWithArgs,
  TypeName,
} from 'libpg-query';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { Attachment, FunctionObject, TypeObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { schemaObject } from '../new-relation.ts';
import { optionsOf, strings } from '../options.ts';
import { ATTACHMENT_KINDS, findFunction, qualifiedName } from './find-object.ts';
import type { QualifiedName } from './find-object.ts';
import { addNewType } from './types.ts';

/** Base types, aggregates, operators, casts, collations, text search and their kin: catalog only, no table is touched. */
export const DEFINITION_INTERPRETERS: Interpreters = {
  DefineStmt: define,
  CreateCastStmt: createCast,
  CreateOpClassStmt: createOperatorClass,
  CreateOpFamilyStmt: (context, { opfamilyname }: CreateOpFamilyStmt) =>
    void addNamed(context, 'operator-family', qualifiedName(opfamilyname)),
  CreateConversionStmt: (context, { conversion_name }: CreateConversionStmt) =>
    void addNamed(context, 'conversion', qualifiedName(conversion_name)),
  CreateTransformStmt: createTransform,
  CreateAmStmt: (context, { amname = '' }: CreateAmStmt) => void add(context, 'access-method', amname, null),
  CreatePLangStmt: (context, { plname = '' }: CreatePLangStmt) => void add(context, 'language', plname, null),
  AlterTypeStmt: () => {},
  AlterOperatorStmt: () => {},
  AlterOpFamilyStmt: () => {},
  AlterCollationStmt: () => {},
  AlterTSConfigurationStmt: () => {},
  AlterTSDictionaryStmt: () => {},
};

function define(context: Interpretation, statement: DefineStmt): void {
  const { kind = '', defnames } = statement;
  const named = qualifiedName(defnames);
  if (kind === 'OBJECT_TYPE') defineType(context, named, statement);
  else if (kind === 'OBJECT_AGGREGATE') defineAggregate(context, named, statement);
  else if (kind === 'OBJECT_OPERATOR') defineOperator(context, named, statement);
  else addNamed(context, ATTACHMENT_KINDS.get(kind) ?? kind, named, statement.if_not_exists === true);
}

/** A shell type is filled in by the second CREATE TYPE (DefineType, typecmds.c). */
function defineType(context: Interpretation, named: QualifiedName, { definition }: DefineStmt): void {
  const { world } = context;
  const shell = world.findType(named.name, named.schema ?? world.creationSchema());
  const type = shell?.category === 'base' && definition !== undefined ? shell : addNewType(context, named, { category: 'base' });
  for (const option of optionsOf(definition).values()) {
    const called = calledFunction(context, option.arg);
    if (called !== null) world.depend(type, called, 'normal');
  }
}

function defineAggregate(context: Interpretation, { name, schema }: QualifiedName, { args = [], definition, replace }: DefineStmt): void {
  const { world } = context;
  const place = schemaObject(context, schema ?? world.creationSchema());
  const taken = aggregateArguments(context, args, definition);
  const existing = world
    .findFunctions(name, place.name)
    .find((other) => other.arguments.length === taken.length && other.prokind === 'aggregate');
  if (existing !== undefined && replace === true) return;
  const aggregate = world.addFunction({
    name,
    schema: place.name,
    prokind: 'aggregate',
    language: 'internal',
    volatility: 'immutable',
    arguments: [...taken],
  });
  world.depend(aggregate, place, 'normal');
  for (const option of optionsOf(definition).values()) {
    const called = calledFunction(context, option.arg);
    if (called !== null) world.depend(aggregate, called, 'normal');
  }
  context.created({ what: 'aggregate', name: `${place.name}.${name}` });
}

function aggregateArguments(
  context: Interpretation,
  args: readonly Node[],
  definition: readonly Node[] | undefined,
): readonly TypeObject[] {
  const [list] = args;
  const given = list !== undefined && 'List' in list ? (list.List.items ?? []) : [];
  const types = given.flatMap((node) => ('FunctionParameter' in node ? (node.FunctionParameter.argType ?? []) : []));
  const old = optionsOf(definition).get('basetype')?.arg;
  const all: readonly TypeName[] = old !== undefined && 'TypeName' in old ? [...types, old.TypeName] : types;
  return all.map((name) => resolveType(context.world, name).type);
}

function defineOperator(context: Interpretation, named: QualifiedName, { definition }: DefineStmt): void {
  const { world } = context;
  const options = optionsOf(definition);
  const operator = addNamed(context, 'operator', named);
  if (operator === null) return;
  const called = calledFunction(context, (options.get('function') ?? options.get('procedure'))?.arg);
  if (called !== null) world.depend(operator, called, 'normal');
  for (const side of ['leftarg', 'rightarg']) {
    const type = options.get(side)?.arg;
    if (type !== undefined && 'TypeName' in type) world.depend(operator, resolveType(world, type.TypeName).type, 'normal');
  }
}

/** A function is named by a TypeName there; overloads are told apart by types that do not matter here. */
function calledFunction({ world }: Interpretation, arg: Node | undefined): FunctionObject | null {
  if (arg === undefined || !('TypeName' in arg)) return null;
  const { name, schema } = qualifiedName(arg.TypeName.names);
  return world.findFunctions(name, schema)[0] ?? null;
}

function createCast(context: Interpretation, { sourcetype, targettype, func, inout, context: coercion }: CreateCastStmt): void {
  const { world } = context;
  if (sourcetype === undefined || targettype === undefined) return;
  const [source, target] = [resolveType(world, sourcetype).type, resolveType(world, targettype).type];
  const called = func === undefined ? null : findFunction(context, func);
  const cast = add(context, 'cast', `${typeWord(sourcetype)} as ${typeWord(targettype)}`, null);
  for (const needed of [source, target, called]) if (needed !== null) world.depend(cast, needed, 'normal');
  world.casts.set(`${source.id}>${target.id}`, {
    method: methodOf(func, inout === true),
    volatility: called?.volatility ?? (func === undefined ? 'immutable' : 'volatile'),
    context: coercionOf(coercion),
    ...(called === null ? {} : { function: called }),
  });
}

function methodOf(func: ObjectWithArgs | undefined, isInOut: boolean): 'binary' | 'function' | 'inout' {
  if (isInOut) return 'inout';
  return func === undefined ? 'binary' : 'function';
}

function coercionOf(coercion: string | undefined): 'implicit' | 'assignment' | 'explicit' {
  if (coercion === 'COERCION_IMPLICIT') return 'implicit';
  return coercion === 'COERCION_ASSIGNMENT' ? 'assignment' : 'explicit';
}

function createOperatorClass(context: Interpretation, { opclassname, datatype, items = [] }: CreateOpClassStmt): void {
  const { world } = context;
  const made = addNamed(context, 'operator-class', qualifiedName(opclassname));
  if (made === null) return;
  if (datatype !== undefined) world.depend(made, resolveType(world, datatype).type, 'normal');
  for (const node of items) {
    if (!('CreateOpClassItem' in node) || node.CreateOpClassItem.itemtype !== 2 || node.CreateOpClassItem.name === undefined) continue;
    const called = findFunction(context, node.CreateOpClassItem.name);
    if (called !== null) world.depend(made, called, 'normal');
  }
}

function createTransform(context: Interpretation, { type_name: type, lang = '' }: CreateTransformStmt): void {
  if (type === undefined) return;
  const made = add(context, 'transform', `${typeWord(type)} ${lang}`, null);
  context.world.depend(made, resolveType(context.world, type).type, 'normal');
}

function addNamed(context: Interpretation, what: string, { name, schema }: QualifiedName, isTolerated: boolean = false): Attachment | null {
  const place = schemaObject(context, schema ?? context.world.creationSchema());
  if (isTolerated && context.world.others.some((other) => other.what === what && other.name === name && other.schema === place.name))
    return null;
  const made = add(context, what, name, place.name);
  context.world.depend(made, place, 'normal');
  return made;
}

function add(context: Interpretation, what: string, name: string, schema: string | null): Attachment {
  context.created({ what: what.replaceAll('-', ' '), name: schema === null ? name : `${schema}.${name}` });
  return context.world.addAttachment({ name, what, schema });
}

function typeWord({ names }: TypeName): string {
  return strings(names).at(-1) ?? '';
}

import type { AlterExtensionContentsStmt, AlterExtensionStmt, AlterObjectDependsStmt, CreateExtensionStmt, Node } from 'libpg-query';
import { typeOfFact } from '../../expressions/type-facts.ts';
import { extensionFacts } from '../../facts/facts.ts';
import type { FactSet } from '../../facts/fact-set.ts';
import type { Attachment, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { arrayTypeName, schemaObject } from '../new-relation.ts';
import { optionText, optionsOf, strings } from '../options.ts';
import { ATTACHMENT_KINDS, findAttachment, findFunction, findNamedType, nameOfNode } from './find-object.ts';

/** Extensions and what belongs to them. */
export const EXTENSION_INTERPRETERS: Interpreters = {
  CreateExtensionStmt: createExtension,
  AlterExtensionStmt: updateExtension,
  AlterExtensionContentsStmt: alterContents,
  AlterObjectDependsStmt: dependOnExtension,
};

/** What else extensions make, under their own name. */
const MADE_UNDER_OWN_NAME: ReadonlyMap<string, readonly string[]> = new Map([
  ['postgres_fdw', ['foreign-data-wrapper']],
  ['file_fdw', ['foreign-data-wrapper']],
  ['bloom', ['access-method']],
  ['plperl', ['language']],
  ['plperlu', ['language']],
  ['plpython3u', ['language']],
  ['pltcl', ['language']],
  ['pltclu', ['language']],
]);

/** CREATE EXTENSION makes objects only; those of contrib are known (facts/extension-data.ts). */
function createExtension(context: Interpretation, { extname = '', if_not_exists, options }: CreateExtensionStmt): void {
  const { world } = context;
  if (findAttachment(world, 'extension', { name: extname, schema: null }) !== null) {
    if (if_not_exists !== true) context.refuse('42710', `extension "${extname}" already exists`);
    return;
  }
  const given = optionsOf(options).get('schema');
  const schema = schemaObject(context, given === undefined ? world.creationSchema() : optionText(given));
  const extension = world.addAttachment({ name: extname, what: 'extension' });
  world.depend(extension, schema, 'normal');
  for (const what of MADE_UNDER_OWN_NAME.get(extname) ?? [])
    world.depend(world.addAttachment({ name: extname, what }), extension, 'extension');
  const facts = extensionFacts(extname, world.majorVersion);
  if (facts !== null) {
    addTypes(world, extension, facts, schema.name);
    addFunctions(world, extension, facts, schema.name);
  }
  context.created({ what: 'extension', name: extname });
}

/** A type that the text used before, from a CREATE EXTENSION that was not seen, is the same one. */
function addTypes(world: World, extension: Attachment, facts: FactSet, schema: string): void {
  for (const name of facts.typeNames()) {
    const fact = facts.type(name);
    if (fact === null) continue;
    const known = world.findType(name, schema);
    const type = known ?? world.addType({ name, schema, category: fact.kind });
    type.isExtensionMember = true;
    world.depend(type, extension, 'extension');
    if (known !== null || !fact.hasArray) continue;
    const array = world.addType({ name: arrayTypeName(world, name, schema), schema, category: 'array', element: type });
    world.depend(array, type, 'internal');
  }
}

function addFunctions(world: World, extension: Attachment, facts: FactSet, schema: string): void {
  for (const name of facts.functionNames())
    for (const fact of facts.functions(name)) {
      const { kind, volatility, isStrict, returnsSet, isVariadic, defaults, returns } = fact;
      const made = world.addFunction({
        name,
        schema,
        prokind: kind,
        language: 'c',
        volatility,
        isStrict,
        returnsSet,
        isVariadic,
        defaultArguments: defaults,
        arguments: fact.arguments.map((type) => typeOfFact(world, type) ?? world.unknownType(type)),
        returns: typeOfFact(world, returns),
      });
      made.isExtensionMember = true;
      world.depend(made, extension, 'extension');
    }
}

/** The scripts of an unknown extension may do anything; those of contrib change functions and operators. */
function updateExtension(context: Interpretation, { extname = '' }: AlterExtensionStmt): void {
  if (extensionFacts(extname, context.majorVersion) === null)
    context.opaque(`ALTER EXTENSION ${extname} UPDATE runs scripts that are not known`);
}

/** ExecAlterExtensionContentsStmt (extension.c): SHARE UPDATE EXCLUSIVE on a relation that joins or leaves. */
function alterContents(
  context: Interpretation,
  { extname = '', action, objtype = 'OBJECT_TABLE', object }: AlterExtensionContentsStmt,
): void {
  const { world } = context;
  const member = memberOf(context, objtype, object);
  if (member === null) return;
  if (member.kind === 'relation') context.lock(member, 'SHARE UPDATE EXCLUSIVE');
  const extension = findAttachment(world, 'extension', { name: extname, schema: null });
  const isAdded = action === 1;
  for (const object of withOwnTypes(world, member)) {
    object.isExtensionMember = isAdded;
    if (extension === null) continue;
    if (isAdded) world.depend(object, extension, 'extension');
    else world.undepend(object, extension);
  }
}

/** A table's row type and the array of it come and go with the table (ExecAlterExtensionContentsRecurse, extension.c). */
function withOwnTypes(world: World, member: WorldObject): ReadonlySet<WorldObject> {
  const found = new Set([member]);
  for (const object of found)
    for (const { dependent, type } of world.dependents(object)) if (dependent.kind === 'type' && type === 'internal') found.add(dependent);
  return found;
}

const RELATIONS: ReadonlySet<string> = new Set([
  'OBJECT_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_FOREIGN_TABLE',
  'OBJECT_INDEX',
]);

function memberOf(context: Interpretation, objtype: string, object: Node | undefined): WorldObject | null {
  const { world } = context;
  if (object === undefined) return null;
  const { name, schema } = nameOfNode(object);
  if (RELATIONS.has(objtype)) return world.relation({ relname: name, ...(schema === null ? {} : { schemaname: schema }) });
  if ('ObjectWithArgs' in object) return findFunction(context, object.ObjectWithArgs);
  if ('TypeName' in object) return findNamedType(world, object.TypeName);
  if (objtype === 'OBJECT_SCHEMA') return world.schemas.get(name) ?? null;
  return findAttachment(world, ATTACHMENT_KINDS.get(objtype) ?? '', { name, schema });
}

/** ExecAlterObjectDependsStmt (alter.c): ACCESS EXCLUSIVE on an index or materialized view, ACCESS SHARE on the table of a trigger. */
function dependOnExtension(
  context: Interpretation,
  { objectType, relation: range, object, extname, remove }: AlterObjectDependsStmt,
): void {
  const { world } = context;
  const extension = findAttachment(world, 'extension', { name: extname?.sval ?? '', schema: null });
  const relation = range === undefined ? null : world.relation(range, objectType === 'OBJECT_INDEX' ? 'index' : 'table');
  if (relation !== null) context.lock(relation, objectType === 'OBJECT_TRIGGER' ? 'ACCESS SHARE' : 'ACCESS EXCLUSIVE');
  const trigger =
    objectType === 'OBJECT_TRIGGER' && object !== undefined && 'List' in object ? strings(object.List.items).at(-1) : undefined;
  const called = object !== undefined && 'ObjectWithArgs' in object ? findFunction(context, object.ObjectWithArgs) : null;
  const dependent = trigger === undefined ? (called ?? relation) : (relation?.triggers.find(({ name }) => name === trigger) ?? null);
  if (dependent === null || extension === null) return;
  if (remove === true) world.undepend(dependent, extension);
  else world.depend(dependent, extension, 'auto');
}

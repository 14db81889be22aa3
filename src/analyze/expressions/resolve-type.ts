import type { Node, TypeName } from 'libpg-query';
import { extensionOfType, postgresFacts } from '../facts/facts.ts';
import type { TypeFact } from '../facts/fact-set.ts';
import type { Relation, TypeObject, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { encodeModifier } from './type-modifier.ts';

export { shortTypeText, typeText } from './type-text.ts';

const PG_CATALOG = 'pg_catalog';

/** The words that CREATE TABLE turns into an integer with a sequence (parse_utilcmd.c). */
const SERIALS: ReadonlyMap<string, string> = new Map([
  ['smallserial', 'int2'],
  ['serial2', 'int2'],
  ['serial', 'int4'],
  ['serial4', 'int4'],
  ['bigserial', 'int8'],
  ['serial8', 'int8'],
]);

/** The type that a TypeName of the parser means, with its modifier as atttypmod has it; the sequence of `serial` is the caller's. */
export function resolveType(world: World, name: TypeName): TypeUse {
  const names = (name.names ?? []).map(stringOf);
  if (name.pct_type === true) return columnUse(world, names) ?? { type: world.unknownType(names.join('.')), modifier: -1 };
  const type = typeByName(world, names);
  const modifier = encodeModifier(type, (name.typmods ?? []).map(modifierArgument), world.majorVersion);
  if ((name.arrayBounds ?? []).length === 0) return { type, modifier };
  return { type: type.category === 'array' ? type : arrayOf(world, type), modifier };
}

/** One of PostgreSQL's own types by its internal name (`int4`, `timestamptz`, `_text`); null where the server's major version has none. */
export function builtinType(world: World, name: string): TypeObject | null {
  const known = world.findType(name, PG_CATALOG);
  if (known !== null) return known;
  const facts = postgresFacts(world.majorVersion);
  const fact = facts.type(name);
  if (fact !== null)
    return asOld(world, () => world.addType({ name, schema: PG_CATALOG, category: fact.kind, subtype: subtypeOf(world, fact) }));
  if (!name.startsWith('_')) return null;
  const element = facts.type(name.slice(1));
  if (element === null || !element.hasArray) return null;
  const of = builtinType(world, element.name);
  return of === null ? null : arrayOf(world, of);
}

/** The one array type of a type, whatever its dimensions. */
export function arrayOf(world: World, element: TypeObject): TypeObject {
  const name = `_${element.name}`;
  const named = world.findType(name, element.schema);
  if (named?.element === element && named.category === 'array') return named;
  const found = world.allTypes().find((type) => type.element === element && type.category === 'array');
  if (found !== undefined) return found;
  const make = (): TypeObject => world.addType({ name, schema: element.schema, category: 'array', element });
  const made = element.isNew ? make() : asOld(world, make);
  if (element.schema !== PG_CATALOG) world.depend(made, element, 'internal');
  return made;
}

/** The composite type that goes with a table, view or composite type. */
export function rowTypeOf(world: World, relation: Relation): TypeObject {
  const named = world.findType(relation.name, relation.schema);
  const existing = named?.relation === relation ? named : world.allTypes().find((type) => type.relation === relation);
  if (existing !== undefined) return existing;
  const make = (): TypeObject => world.addType({ name: relation.name, schema: relation.schema, category: 'composite', relation });
  const made = relation.isNew ? make() : asOld(world, make);
  world.depend(made, relation, 'internal');
  return made;
}

function typeByName(world: World, names: readonly string[]): TypeObject {
  const name = names.at(-1) ?? '?';
  const schema = names.at(-2) ?? null;
  if (schema === null || schema === PG_CATALOG) {
    const own =
      (schema === null ? shadowing(world, name) : null) ??
      builtinType(world, name) ??
      builtinType(world, (schema === null ? SERIALS.get(name) : null) ?? '');
    if (own !== null) return own;
  }
  return userType(world, name, schema) ?? arrayByName(world, name, schema) ?? assumedType(world, name, schema);
}

/** A search path with pg_catalog behind another schema lets a user's type hide PostgreSQL's (manual 5.10.5). */
function shadowing(world: World, name: string): TypeObject | null {
  const path = world.session.searchPath;
  const before = path.slice(0, Math.max(0, path.indexOf(PG_CATALOG)));
  return before.map((schema) => world.findType(name, schema)).find((type) => type !== null) ?? null;
}

function userType(world: World, name: string, schema: string | null): TypeObject | null {
  const found = world.findType(name, schema);
  if (found !== null && !isStale(world, found)) return found;
  const relation = world.findRelation(name, schema);
  if (relation === null || relation.relkind === 'index' || relation.relkind === 'sequence' || relation.relkind === 'partitioned-index')
    return null;
  return rowTypeOf(world, relation);
}

/** The row type of a table goes by the table's name; renaming the table renames it. */
function isStale(world: World, type: TypeObject): boolean {
  if (type.relation === null || (type.relation.name === type.name && type.relation.schema === type.schema)) return false;
  world.renameType(type, type.relation.name, type.relation.schema);
  return true;
}

/** `_mood` is how the catalog calls `mood[]`. */
function arrayByName(world: World, name: string, schema: string | null): TypeObject | null {
  if (!name.startsWith('_')) return null;
  const element = userType(world, name.slice(1), schema);
  return element === null ? null : arrayOf(world, element);
}

/** In an open world `citext` is the extension's even where its CREATE EXTENSION has not been seen. */
function assumedType(world: World, name: string, schema: string | null): TypeObject {
  if (!world.isOpen || extensionOfType(name, world.majorVersion) === null) return world.unknownType(name, schema ?? '?');
  return asOld(world, () => {
    const type = world.addType({ name, schema: schema ?? world.creationSchema(), category: 'base' });
    type.isExtensionMember = true;
    return type;
  });
}

function columnUse(world: World, names: readonly string[]): TypeUse | null {
  const [column, table, schema] = [...names].reverse();
  if (column === undefined || table === undefined) return null;
  const relation = world.relation({ relname: table, ...(schema === undefined ? {} : { schemaname: schema }) });
  return relation === null ? null : (world.column(relation, column)?.use ?? null);
}

function subtypeOf(world: World, { subtype }: TypeFact): TypeObject | null {
  return subtype === null ? null : builtinType(world, subtype);
}

function asOld<T>(world: World, make: () => T): T {
  const wasInBatch = world.isInBatch;
  world.isInBatch = false;
  try {
    return make();
  } finally {
    world.isInBatch = wasInBatch;
  }
}

function stringOf(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : '';
}

/** A modifier as it stands between the parentheses. */
function modifierArgument(node: Node): number | string {
  if ('A_Const' in node) {
    const { ival, fval, sval } = node.A_Const;
    if (ival !== undefined) return ival.ival ?? 0;
    return fval?.fval ?? sval?.sval ?? '';
  }
  if ('ColumnRef' in node) return (node.ColumnRef.fields ?? []).map(stringOf).join('.');
  return '';
}

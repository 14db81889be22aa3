import type { Node } from 'libpg-query';
import { deparse } from '../../../syntax/deparse.ts';
import type { Effect } from '../../../model/effect.ts';
import type { FunctionObject, Relation, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { quoteLiteral } from '../../../syntax/names.ts';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import { indexDefinition, relationName, triggerStatements } from '../definitions.ts';
import { impossible, type Inverse, type Inversion, type Inverter, type Origin } from '../inverse.ts';
import { worldDifference } from '../world-difference.ts';
import { worldSnapshot } from '../world-snapshot.ts';
import { keepDropped } from '../keep/dropped-objects.ts';
import { namesOf } from './table.ts';

/** DROP: what has no rows of its own comes back by its definition, where that is known. */
export const invertDrop: Inversion = (node, world, origin) => {
  if (!('DropStmt' in node)) return null;
  const { objects, removeType, behavior, concurrent, missing_ok } = node.DropStmt;
  const kept = keepDropped(
    world,
    {
      ...namedBy(world, removeType, objects ?? []),
      isCascade: behavior === 'DROP_CASCADE',
      isMissingAllowed: missing_ok === true,
    },
    origin,
  );
  if (kept !== null) return kept;
  if (behavior === 'DROP_CASCADE' && DEFINED.has(removeType ?? '')) return byDifference(world);
  const own = (objects ?? []).flatMap((object) => ownObject(world, removeType, object, origin));
  if (own.length > 0 && own.length === objects?.length) return () => ({ sql: [], lost: [], cancels: own });
  const inverses = (objects ?? []).map((object) => inverseOf(world, removeType, object, concurrent === true));
  const cascade = behavior === 'DROP_CASCADE' ? ['whatever CASCADE takes along'] : [];
  const untold = [...inverses.flatMap((inverse) => inverse.untold ?? []), ...cascade];
  const atEnd = inverses.flatMap((inverse) => inverse.atEnd ?? []);
  return (effects) => ({
    atEnd,
    sql: inverses.flatMap(({ sql }) => sql),
    lost: [...inverses.flatMap(({ lost }) => lost), ...destroyedAlong(effects)],
    untold,
  });
};

/** Rows and values that CASCADE takes along. */
function destroyedAlong(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'destroy' || !effect.isCascade || effect.what === 'type' || effect.what === 'materialized-view') return [];
    return [`the ${effect.what} ${effect.name}, which CASCADE takes along`];
  });
}

/** What a DROP means, of kinds that can be moved. */
function namedBy(
  world: World,
  type: string | undefined,
  objects: readonly Node[],
): Pick<Parameters<typeof keepDropped>[1], 'relations' | 'definitions' | 'unknown'> {
  const found = objects.map((object) => ({ name: namesOf(object).join('.'), meant: meantBy(world, type, namesOf(object)) }));
  const meant = found.flatMap((one) => one.meant ?? []);
  return {
    relations: meant.filter((object) => object.kind === 'relation'),
    definitions: meant.filter((object) => object.kind !== 'relation'),
    unknown: found.flatMap((one) => (one.meant === null ? [one.name] : [])),
  };
}

function meantBy(world: World, type: string | undefined, names: readonly string[]): Relation | TypeObject | FunctionObject | null {
  const name = names.at(-1) ?? '';
  const schema = names.length > 1 ? (names.at(-2) ?? null) : null;
  switch (type) {
    case 'OBJECT_TABLE':
    case 'OBJECT_SEQUENCE':
      return world.findRelation(name, schema);
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return world.findType(name, schema);
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE': {
      const overloads = overloadsOf(world, names);
      return overloads.length === 1 ? (overloads[0] ?? null) : null;
    }
    default:
      return null;
  }
}

/** Code that is run: what it did is not told. */
export const invertCall: Inversion = (node) => ('CallStmt' in node ? impossible('what the procedure did') : null);

/** Kinds without rows, which CASCADE takes along with others of the kind. */
const DEFINED = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_TRIGGER']);

function byDifference(world: World): Inverter {
  const before = worldSnapshot(world);
  return () => worldDifference(before, worldSnapshot(world));
}

/** How the inverse of the CREATE begins, of an object that the script has made itself. */
function ownObject(world: World, type: string | undefined, object: Node, { firstId }: Origin): readonly string[] {
  const names = namesOf(object);
  const schema = names.length > 1 ? (names.at(-2) ?? null) : null;
  const shown = names.map(shownIdentifier).join('.');
  if (type === 'OBJECT_FUNCTION' || type === 'OBJECT_PROCEDURE' || type === 'OBJECT_ROUTINE') {
    const [only, ...others] = overloadsOf(world, names);
    if (only === undefined || others.length > 0 || only.id < firstId) return [];
    return [`DROP ${only.prokind === 'procedure' ? 'PROCEDURE' : 'FUNCTION'} ${shown}(`];
  }
  if (type === 'OBJECT_EXTENSION')
    return world.others.some(({ what, name, id }) => what === 'extension' && name === names.at(-1) && id >= firstId)
      ? [`DROP EXTENSION ${shown}`]
      : [];
  if (type !== 'OBJECT_TABLE' && type !== 'OBJECT_VIEW' && type !== 'OBJECT_MATVIEW' && type !== 'OBJECT_SEQUENCE') return [];
  const relation = world.findRelation(names.at(-1) ?? '', schema);
  return relation !== null && relation.id >= firstId ? [`DROP ${words(type)} ${shown}`] : [];
}

function inverseOfTrigger(world: World, names: readonly string[]): Inverse {
  const name = names.at(-1) ?? '';
  const table = world.findRelation(names.at(-2) ?? '', names.length > 2 ? (names.at(-3) ?? null) : null);
  const trigger = table?.triggers.find((one) => one.name === name);
  if (table === null || trigger === undefined) return { sql: [], lost: [] };
  const statements = triggerStatements(relationName(world, table), trigger);
  return statements === null ? { sql: [], lost: [], untold: [`trigger ${name} of ${table.name}`] } : { sql: statements, lost: [] };
}

function inverseOf(world: World, type: string | undefined, object: Node, isConcurrent: boolean): Inverse {
  const names = namesOf(object);
  const name = names.at(-1) ?? '';
  if (type === 'OBJECT_FUNCTION' || type === 'OBJECT_PROCEDURE' || type === 'OBJECT_ROUTINE') return inverseOfRoutine(world, names);
  if (type === 'OBJECT_TRIGGER') return inverseOfTrigger(world, names);
  const enumType = type === 'OBJECT_TYPE' ? world.findType(name, names.length > 1 ? (names.at(-2) ?? null) : null) : null;
  if (enumType?.category === 'enum')
    return {
      sql: [`CREATE TYPE ${names.map(shownIdentifier).join('.')} AS ENUM (${enumType.labels.map(quoteLiteral).join(', ')})`],
      lost: [],
    };
  const relation = world.findRelation(name, names.length > 1 ? (names.at(-2) ?? null) : null);
  const shown = names.join('.');
  if (relation === null)
    return { sql: [], lost: [], untold: type === 'OBJECT_TABLE' || type === 'OBJECT_INDEX' ? [] : [`${words(type)} ${shown}`] };
  if (type === 'OBJECT_INDEX') {
    const definition = indexDefinition(relation);
    if (definition === null) return { sql: [], lost: [], untold: [`index ${shown}`] };
    return {
      sql: [],
      atEnd: [isConcurrent ? definition.replace(/^(CREATE (?:UNIQUE )?INDEX)(?! CONCURRENTLY)/iu, '$1 CONCURRENTLY') : definition],
      lost: [],
    };
  }
  if ((type === 'OBJECT_VIEW' || type === 'OBJECT_MATVIEW') && relation.query !== null)
    return { sql: [`CREATE ${words(type)} ${relationName(world, relation)} AS ${deparse(relation.query)}`], lost: [] };
  if (type === 'OBJECT_TABLE') return { sql: [], lost: [`table ${shown} with its rows`] };
  if (type === 'OBJECT_SEQUENCE') return { sql: [], lost: [`the counter of sequence ${shown}`], untold: [`sequence ${shown}`] };
  return { sql: [], lost: [], untold: [`${words(type)} ${shown}`] };
}

/** A function comes back by its definition, where its name says which one it was. */
function inverseOfRoutine(world: World, names: readonly string[]): Inverse {
  const overloads = overloadsOf(world, names);
  const [only] = overloads;
  if (overloads.length === 0) return { sql: [], lost: [] };
  if (overloads.length > 1 || only?.definition === null || only === undefined)
    return { sql: [], lost: [], untold: [`function ${names.join('.')}`] };
  return { sql: [only.definition.trim()], lost: [] };
}

function words(type: string | undefined): string {
  return type === 'OBJECT_MATVIEW' ? 'MATERIALIZED VIEW' : (type ?? '').replace(/^OBJECT_/u, '').replaceAll('_', ' ');
}

/** Each once: a schema may stand in the search path twice. */
function overloadsOf(world: World, names: readonly string[]): readonly FunctionObject[] {
  return [...new Set(world.findFunctions(names.at(-1) ?? '', names.length > 1 ? (names.at(-2) ?? null) : null))];
}

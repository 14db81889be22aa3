import { KEPT_SCHEMA, type KeptKind, type KeptThing } from '../../../model/kept.ts';
import { shownIdentifier, shownQualified } from '../../../syntax/shown-identifier.ts';
import { typeText } from '../../expressions/resolve-type.ts';
import type { Column, Constraint, FunctionObject, Relation, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { constraintDefinition, relationName } from '../definitions.ts';
import { entryRemoval, type Keeping, type SettingAside } from './keeping.ts';

/** A move into the side schema in place of a DROP, and the way back. */
export interface KeptMove {
  readonly aside: SettingAside;
  readonly back: readonly string[];
  /** What the way back does not bring. */
  readonly lost: readonly string[];
}

/** `isSure`: the statement fails where the thing is missing (no IF EXISTS). */
interface MoveOptions {
  readonly isSure: boolean;
}

/** Moves tables with all that is theirs: no row is copied, and what they are stays as it is. */
export function moveTables(world: World, keeping: Keeping, tables: readonly Relation[], options: MoveOptions): KeptMove {
  const all = tables.flatMap(withPartitions);
  const moved = new Set(all);
  const cut = all.map((table) => links(world, table, moved, options));
  const moves = all.map((table) => moveOf(world, keeping, 'table', table, partsOf(table, world), options));
  for (const table of all) noteUses(keeping, table);
  return {
    aside: {
      things: moves.map(({ thing }) => thing),
      isInPlace: true,
      sql: [...cut.flatMap(({ away }) => away), ...moves.flatMap(({ there }) => there)],
    },
    back: [...moves.toReversed().flatMap(({ back }) => back), ...cut.flatMap(({ again }) => again)],
    lost: cut.flatMap(({ lost }) => lost),
  };
}

/** Moves sequences, which keep their counters. */
export function moveSequences(world: World, keeping: Keeping, sequences: readonly Relation[], options: MoveOptions): KeptMove {
  const exists = options.isSure ? '' : 'IF EXISTS ';
  const moves = sequences.map((sequence) => ({
    ...moveOf(world, keeping, 'sequence', sequence, [], options),
    name: `ALTER SEQUENCE ${exists}${relationName(world, sequence)}`,
    owner: sequence.ownedBy,
  }));
  // A sequence that a column owns lies where the table of the column lies.
  const owned = moves.flatMap(({ name, owner }) => (owner === null ? [] : [{ name, owner }]));
  const ownerOf = ({ relation, name }: Column): string => `${relationName(world, relation)}.${shownIdentifier(name)}`;
  return {
    aside: {
      things: moves.map(({ thing }) => thing),
      isInPlace: true,
      sql: [...owned.map(({ name }) => `${name} OWNED BY NONE`), ...moves.flatMap(({ there }) => there)],
    },
    back: [...moves.toReversed().flatMap(({ back }) => back), ...owned.map(({ name, owner }) => `${name} OWNED BY ${ownerOf(owner)}`)],
    lost: [],
  };
}

/** Moves types or functions that moved relations go on using. */
export function moveDefinitions(keeping: Keeping, objects: readonly (TypeObject | FunctionObject)[]): KeptMove {
  const moves = objects.map((object) => moveDefinition(keeping, object));
  return {
    aside: { things: moves.map(({ thing }) => thing), isInPlace: true, sql: moves.flatMap(({ there }) => there) },
    back: moves.toReversed().flatMap(({ back }) => back),
    lost: [],
  };
}

interface Move {
  readonly thing: KeptThing;
  readonly there: readonly string[];
  readonly back: readonly string[];
}

/** A relation that comes along, and what ALTER calls it. */
interface Part {
  readonly relation: Relation;
  readonly word: 'INDEX' | 'SEQUENCE';
}

function moveOf(world: World, keeping: Keeping, kind: KeptKind, relation: Relation, parts: readonly Part[], { isSure }: MoveOptions): Move {
  const word = kind === 'sequence' ? 'SEQUENCE' : relation.relkind === 'foreign-table' ? 'FOREIGN TABLE' : 'TABLE';
  const exists = isSure ? '' : 'IF EXISTS ';
  const name = keeping.nameFor(relation.name);
  const thing: KeptThing = { kind, name, source: shownQualified(relation.schema, relation.name), columns: [], key: [] };
  // Names of indexes and sequences are unique in a schema, and the table may be made and dropped once more.
  const renamed = parts.map((part) => ({ ...part, name: keeping.nameFor(part.relation.name) }));
  const side = (own: string): string => shownQualified(KEPT_SCHEMA, own);
  const beside = (own: string): string => relationName(world, { schema: relation.schema, name: own });
  return {
    thing,
    there: [
      ...renamed.map(
        ({ relation: part, word: of, name: to }) => `ALTER ${of} ${exists}${relationName(world, part)} RENAME TO ${shownIdentifier(to)}`,
      ),
      `ALTER ${word} ${exists}${relationName(world, relation)} RENAME TO ${shownIdentifier(name)}`,
      `ALTER ${word} ${exists}${beside(name)} SET SCHEMA ${KEPT_SCHEMA}`,
      keeping.entry(thing, isSure),
    ],
    back: [
      `ALTER ${word} ${exists}${side(name)} SET SCHEMA ${shownIdentifier(relation.schema)}`,
      `ALTER ${word} ${exists}${beside(name)} RENAME TO ${shownIdentifier(relation.name)}`,
      ...renamed.map(
        ({ relation: part, word: of, name: from }) =>
          `ALTER ${of} ${exists}${relationName(world, { schema: part.schema, name: from })} RENAME TO ${shownIdentifier(part.name)}`,
      ),
      entryRemoval(thing),
    ],
  };
}

function moveDefinition(keeping: Keeping, object: TypeObject | FunctionObject): Move {
  const kind: KeptKind =
    object.kind === 'type' ? (object.category === 'domain' ? 'domain' : 'type') : object.prokind === 'procedure' ? 'procedure' : 'function';
  const word = kind.toUpperCase();
  const name = keeping.nameFor(object.name);
  const signature = object.kind === 'type' ? '' : `(${object.arguments.map((type) => typeText({ type, modifier: -1 })).join(', ')})`;
  const thing: KeptThing = {
    kind,
    name: signature === '' ? name : `${shownIdentifier(name)}${signature}`,
    source: `${shownQualified(object.schema, object.name)}${signature}`,
    columns: [],
    key: [],
  };
  return {
    thing,
    there: [
      `ALTER ${word} ${shownQualified(object.schema, object.name)}${signature} RENAME TO ${shownIdentifier(name)}`,
      `ALTER ${word} ${shownQualified(object.schema, name)}${signature} SET SCHEMA ${KEPT_SCHEMA}`,
      keeping.entry(thing, true),
    ],
    back: [
      `ALTER ${word} ${shownQualified(KEPT_SCHEMA, name)}${signature} SET SCHEMA ${shownIdentifier(object.schema)}`,
      `ALTER ${word} ${shownQualified(object.schema, name)}${signature} RENAME TO ${shownIdentifier(object.name)}`,
      entryRemoval(thing),
    ],
  };
}

function withPartitions(table: Relation): readonly Relation[] {
  return [table, ...table.children.filter(({ partitionBound }) => partitionBound !== null).flatMap(withPartitions)];
}

/** What SET SCHEMA takes along with a table: its indexes and the sequences that its columns own. */
function partsOf(table: Relation, world: World): readonly Part[] {
  const sequences = world
    .allRelations()
    .filter(({ relkind, ownedBy, isDropped }) => relkind === 'sequence' && !isDropped && ownedBy?.relation === table);
  return [
    ...table.indexes.map((relation) => ({ relation, word: 'INDEX' as const })),
    ...sequences.map((relation) => ({ relation, word: 'SEQUENCE' as const })),
  ];
}

interface Links {
  readonly away: readonly string[];
  readonly again: readonly string[];
  readonly lost: readonly string[];
}

/** What would let a moved table take part in the life of the others: its foreign keys, and the publications that send its changes. */
function links(world: World, table: Relation, moved: ReadonlySet<Relation>, { isSure }: MoveOptions): Links {
  const name = relationName(world, table);
  const exists = isSure ? '' : 'IF EXISTS ';
  const keys = table.constraints.filter((constraint) => isLink(constraint, moved));
  const definitions = keys.map((constraint) => ({
    name: shownIdentifier(constraint.name),
    definition: constraintDefinition(world, constraint),
  }));
  const publications = world.others.filter(
    ({ what, relation, isDropped }) => what === 'publication-table' && relation === table && !isDropped,
  );
  return {
    away: [
      ...definitions.map((key) => `ALTER TABLE ${exists}${name} DROP CONSTRAINT ${exists}${key.name}`),
      ...publications.map((publication) => `ALTER PUBLICATION ${shownIdentifier(publication.name)} DROP TABLE ${name}`),
    ],
    again: [
      ...definitions.flatMap((key) =>
        key.definition === null ? [] : [`ALTER TABLE ${exists}${name} ADD CONSTRAINT ${key.name} ${key.definition}`],
      ),
      ...publications.map((publication) => `ALTER PUBLICATION ${shownIdentifier(publication.name)} ADD TABLE ${name}`),
    ],
    lost: definitions.flatMap((key) => (key.definition === null ? [`constraint ${key.name} of ${table.name}`] : [])),
  };
}

function isLink({ type, parent, referenced }: Constraint, moved: ReadonlySet<Relation>): boolean {
  return type === 'foreign-key' && parent === null && referenced !== null && !moved.has(referenced);
}

function noteUses(keeping: Keeping, { columns, triggers }: Relation): void {
  for (const { use } of columns) {
    keeping.use(use.type.id);
    if (use.type.element !== null) keeping.use(use.type.element.id);
  }
  for (const trigger of triggers) if (trigger.function !== null) keeping.use(trigger.function.id);
}

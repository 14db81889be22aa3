import type { Effect } from '../../../model/effect.ts';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import type { FunctionObject, Relation, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import type { Inverse, Inverter, Origin } from '../inverse.ts';
import { worldDifference } from '../world-difference.ts';
import { worldSnapshot, type WorldSnapshot } from '../world-snapshot.ts';
import type { Keeping } from './keeping.ts';
import { moveDefinitions, moveSequences, moveTables, type KeptMove } from './move.ts';

/** What a DROP names. */
interface Named {
  readonly relations: readonly Relation[];
  readonly definitions: readonly (TypeObject | FunctionObject)[];
  /** Names that mean nothing here, which IF EXISTS allows. */
  readonly unknown: readonly string[];
  readonly isCascade: boolean;
  readonly isMissingAllowed: boolean;
}

/** Moves what a DROP would destroy into the side schema, and drops only what CASCADE takes along. Null: there is nothing of the kind. */
export function keepDropped(world: World, named: Named, { keeping, firstId }: Origin): Inverter | null {
  if (keeping === undefined || named.unknown.length > 0) return null;
  const { relations, definitions } = named;
  if ([...relations, ...definitions].some(({ id }) => id >= firstId)) return null;
  const move = moveOf(world, keeping, named);
  if (move === null) return null;
  const before = worldSnapshot(world);
  return (effects) => withDependents(move, named, { before, after: worldSnapshot(world), effects });
}

function moveOf(world: World, keeping: Keeping, { relations, definitions, isCascade, isMissingAllowed }: Named): KeptMove | null {
  const options = { isSure: !isMissingAllowed };
  if (definitions.length > 0) {
    const isKeptInUse = definitions.every(({ id }) => keeping.isUsed(id));
    return isKeptInUse && !isCascade ? moveDefinitions(keeping, definitions) : null;
  }
  if (relations.length === 0) return null;
  if (relations.every(({ relkind }) => relkind === 'sequence')) return isCascade ? null : moveSequences(world, keeping, relations, options);
  const areTables = relations.every(
    ({ relkind, children, parents }) =>
      (relkind === 'table' && children.length === 0 && parents.length === 0) || (relkind === 'partitioned-table' && parents.length === 0),
  );
  return areTables ? moveTables(world, keeping, relations, options) : null;
}

interface Course {
  readonly before: WorldSnapshot;
  readonly after: WorldSnapshot;
  readonly effects: readonly Effect[];
}

/** CASCADE takes along what the moved tables would go on holding: views, and foreign keys of other tables. */
function withDependents(move: KeptMove, { isCascade }: Named, { before, after }: Course): Inverse {
  const difference = isCascade ? worldDifference(before, after) : { sql: [], lost: [] };
  const gone = isCascade ? [...before.objects].filter(([id]) => !after.objects.has(id)).map(([, object]) => object) : [];
  const drops = [...new Set(gone.map(({ what }) => what))].map((what) => {
    const names = gone.filter((object) => object.what === what).map(({ name }) => name);
    return `DROP ${what} ${names.join(', ')}`;
  });
  const keys = isCascade ? droppedConstraints(before, after) : [];
  const isMoved = (reason: string): boolean => /^table .* with its rows$/u.test(reason);
  return {
    sql: [...move.back, ...difference.sql],
    lost: [...move.lost, ...difference.lost.filter((reason) => !isMoved(reason))],
    aside: { ...move.aside, sql: [...drops, ...keys, ...move.aside.sql] },
  };
}

function droppedConstraints(before: WorldSnapshot, after: WorldSnapshot): readonly string[] {
  return [...before.tables].flatMap(([id, { name, snapshot }]) => {
    const now = after.tables.get(id);
    if (now === undefined) return [];
    return [...snapshot.constraints].flatMap(([key, constraint]) =>
      now.snapshot.constraints.has(key) ? [] : [`ALTER TABLE ${name} DROP CONSTRAINT ${shownIdentifier(constraint.name)}`],
    );
  });
}

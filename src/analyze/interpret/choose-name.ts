import type { Constraint } from '../world/objects.ts';
import type { World } from '../world/world.ts';

/** Bytes of a name, without the closing zero (NAMEDATALEN - 1). */
const MAX_NAME_BYTES = 63;

/** `name1_name2_label`, the longer one of the two names cut until it fits into 63 bytes (makeObjectName, indexcmds.c). */
export function makeObjectName(name1: string, name2: string | null, label: string | null): string {
  let room = MAX_NAME_BYTES - (label === null ? 0 : byteLength(label) + 1) - (name2 === null ? 0 : 1);
  let length1 = byteLength(name1);
  let length2 = name2 === null ? 0 : byteLength(name2);
  room = Math.max(room, 2);
  while (length1 + length2 > room) {
    if (length1 > length2) length1--;
    else length2--;
  }
  return [cut(name1, length1), ...(name2 === null ? [] : [cut(name2, length2)]), ...(label === null ? [] : [label])].join('_');
}

/** The first of `…_label`, `…_label1`, `…_label2` that no relation (and for constraints, no constraint) of the schema has (ChooseRelationName, indexcmds.c). */
export function chooseRelationName(
  world: World,
  names: readonly [string, string | null],
  label: string,
  schema: string,
  isConstraint: boolean = false,
): string {
  return firstFree(
    names,
    label,
    (name) => world.findRelation(name, schema) === null && !(isConstraint && hasConstraint(world, name, schema)),
  );
}

/** A name for a CHECK, a foreign key or a NOT NULL constraint: new among the schema's constraints (ChooseConstraintName, pg_constraint.c). */
export function chooseConstraintName(world: World, names: readonly [string, string | null], label: string, schema: string): string {
  return firstFree(names, label, (name) => !hasConstraint(world, name, schema));
}

/** A name for the part of a foreign key that refers to one partition (addFkConstraint, tablecmds.c): from 18 on the key's own with a number. */
export function choosePartName(world: World, key: Constraint): string {
  const { relation } = key;
  if (relation === null) return key.name;
  if (world.majorVersion < 18)
    return chooseConstraintName(world, [relation.name, nameAddition(key.columns.map(({ name }) => name))], 'fkey', relation.schema);
  let root = key;
  while (root.parent !== null) root = root.parent;
  for (let number = 1; ; number++) {
    const name = makeObjectName(root.name, null, String(number));
    if (!hasConstraint(world, name, relation.schema)) return name;
  }
}

/** Names of columns joined for the name of an index or a foreign key (ChooseIndexNameAddition, indexcmds.c). */
export function nameAddition(columnNames: readonly string[]): string {
  let joined = '';
  for (const name of columnNames) {
    if (joined !== '') joined += '_';
    joined += name;
    if (byteLength(joined) > MAX_NAME_BYTES) break;
  }
  return cut(joined, MAX_NAME_BYTES);
}

/** Cuts a name as the parser does: to 63 bytes, never inside a character. */
export function truncateName(name: string): string {
  return cut(name, MAX_NAME_BYTES);
}

function firstFree(names: readonly [string, string | null], label: string, isFree: (name: string) => boolean): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(names[0], names[1], pass === 0 ? label : `${label}${pass}`);
    if (isFree(name)) return name;
  }
}

function hasConstraint(world: World, name: string, schema: string): boolean {
  for (const { relation } of world.constraintsNamed(name)) if (relation?.schema === schema) return true;
  return false;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

function cut(text: string, bytes: number): string {
  let length = 0;
  let end = 0;
  for (const character of text) {
    length += byteLength(character);
    if (length > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

import type { FingerprintObject } from '../../model/fingerprint.ts';
import type { Objects } from '../alter/alteration.ts';
import { partitionOf, relationProperties } from '../alter/relations.ts';
import { splitName, splitOn } from '../identity.ts';

/** What says something about another object, and is gone with it. */
const ABOUT: ReadonlySet<string> = new Set(['comment', 'security label', 'grant', 'default privilege']);
/** What lies on a table or view and is dropped with it. */
const ON_RELATION: ReadonlySet<string> = new Set(['column', 'constraint', 'index', 'trigger', 'rule', 'policy', 'statistics']);
const RELATION = /^(?:foreign table|table|materialized view|view) /u;
const FOREIGN_KEY = /^FOREIGN KEY /u;

/** Keys of the tables that a table is a partition or a child of. */
function parentsOf(table: FingerprintObject | undefined): readonly string[] {
  if (table === undefined) return [];
  const properties = relationProperties(table);
  const partition = partitionOf(properties);
  const names = partition === null ? (properties.get('inherits')?.split(', ') ?? []) : [partition.parent];
  return names.map((name) => `table ${name}`);
}

/** The key of the table that a table is a partition of. */
export function tableAbove(table: FingerprintObject): string | null {
  return partitionOf(relationProperties(table)) === null ? null : (parentsOf(table)[0] ?? null);
}

/** The key of what a part of a partition or child is a part of, above; null: it is nothing of the kind, or its own. */
export function sourceAbove(object: FingerprintObject, objects: Objects): string | null {
  const table = objects.get(object.parent ?? '');
  if (object.kind === 'column') {
    const [, column] = splitName(object.identity);
    const isOwn =
      table?.definition === undefined || !(/\binherited$/mu.test(object.definition) || partitionOf(relationProperties(table)) !== null);
    if (isOwn) return null;
    return (
      parentsOf(table)
        .map((parent) => `column ${parent.slice('table '.length)}.${column}`)
        .find((key) => objects.has(key)) ?? null
    );
  }
  const index = /^partition of (.*)$/mu.exec(object.definition)?.[1];
  if (index === undefined || (object.kind !== 'index' && object.kind !== 'constraint')) return null;
  const [parent] = parentsOf(table);
  const constraint = `constraint ${splitName(index)[1]} on ${parent?.slice('table '.length)}`;
  return objects.has(constraint) ? constraint : `index ${index}`;
}

/** Whether an object goes without a word when others of `gone` are dropped: with what it is about, lies on or is a part of. */
export function goesAlong(object: FingerprintObject, gone: ReadonlySet<string>, objects: Objects): boolean {
  const { kind, parent, definition } = object;
  if (parent !== null && gone.has(parent)) {
    if (ABOUT.has(kind)) return true;
    // A foreign key may be in the way of the other table.
    if (ON_RELATION.has(kind) && RELATION.test(parent) && !FOREIGN_KEY.test(definition)) return true;
    if (kind === 'sequence') return true;
  }
  const owner = kind === 'sequence' ? /^(?:owned by|identity of) (.*)$/mu.exec(definition)?.[1] : undefined;
  if (owner !== undefined && gone.has(`column ${owner}`)) return true;
  const above = sourceAbove(object, objects);
  return above !== null && gone.has(above);
}

/** The parts of a name that a class of operators says of its family. */
export function familyOf({ kind, definition, identity }: FingerprintObject): string | null {
  if (kind !== 'operator class') return null;
  const family = /^family (.*)$/mu.exec(definition)?.[1];
  return family === undefined ? null : `operator family ${family} using ${identity.replace(/^.* using /su, '')}`;
}

/** What belongs to a partition that joins a table: the statements that join, which come when all of it is there. */
export const JOINING: RegExp = /^ALTER (?:TABLE (?:ONLY )?|INDEX )(?:"(?:[^"]|"")*"|[^\s"])+ ATTACH PARTITION /u;

/** What only one object can have at a time: a name, and some things a table has only one of. */
export function placesOf(object: FingerprintObject | undefined): readonly string[] {
  if (object === undefined) return [];
  const { kind, identity, parent } = object;
  if (kind !== 'constraint') return [identity];
  const [name, table] = splitOn(identity);
  // The index of a constraint is among the relations of the schema; a table has one primary key.
  return [identity, `${splitName(table)[0]}.${name}`, `constraints of ${parent}`];
}

import type { FingerprintObject } from '../../model/fingerprint.ts';
import type { Objects } from '../alter/alteration.ts';
import { splitName } from '../identity.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';

/**
 * The statements that rename tables and columns which differ in nothing but their name: their rows are kept, where dropping and adding would lose them.
 * A column has to stand at the same place; a table has to have the same columns. Where several could be meant, none is.
 */
export function renames(before: Objects, after: Objects, isInScope: (key: string) => boolean): readonly SchemaStatement[] {
  const removed = [...before].filter(([key]) => !after.has(key) && isInScope(key)).map(([, object]) => object);
  const added = [...after].filter(([key]) => !before.has(key) && isInScope(key)).map(([, object]) => object);
  const tables = pairs(removed, added, 'table', (table, objects) => tableSignature(table, objects), before, after);
  const columns = pairs(removed, added, 'column', (column) => columnSignature(column), before, after).filter(
    ([old, young]) => before.has(young.parent ?? '') && after.has(old.parent ?? ''),
  );
  return [
    ...tables.flatMap(([old, young]) => renameTable(old.identity, young.identity)),
    ...columns.map(([old, young]) => renameColumn(old, young)),
  ];
}

/** Objects of both sides with one signature, which no other has. */
function pairs(
  removed: readonly FingerprintObject[],
  added: readonly FingerprintObject[],
  kind: string,
  signatureOf: (object: FingerprintObject, objects: Objects) => string | null,
  before: Objects,
  after: Objects,
): readonly (readonly [FingerprintObject, FingerprintObject])[] {
  const ofKind = (objects: readonly FingerprintObject[]): readonly FingerprintObject[] => objects.filter((object) => object.kind === kind);
  const old = Map.groupBy(ofKind(removed), (object) => signatureOf(object, before));
  const young = Map.groupBy(ofKind(added), (object) => signatureOf(object, after));
  return [...old].flatMap(([signature, [one, ...others]]) => {
    const [other, ...further] = young.get(signature) ?? [];
    if (signature === null || one === undefined || other === undefined || others.length + further.length > 0) return [];
    return [[one, other] as const];
  });
}

// The column of a partition or child is renamed with that of its parent.
function columnSignature({ parent, position, definition }: FingerprintObject): string | null {
  if (parent?.startsWith('table ') !== true || position === null || /^inherited$/mu.test(definition)) return null;
  return `${parent}\0${position}\0${definition}`;
}

// A table of no columns, or of one, is like many others.
function tableSignature({ kind, identity, definition }: FingerprintObject, objects: Objects): string | null {
  const key = `${kind} ${identity}`;
  const columns = [...objects.values()].filter((object) => object.kind === 'column' && object.parent === key);
  if (columns.length < 2) return null;
  const told = columns.map((column) => `${splitName(column.identity)[1]}\0${column.position}\0${column.definition}`);
  return [definition, ...told.toSorted()].join('\n');
}

function renameTable(from: string, to: string): readonly SchemaStatement[] {
  const [[oldSchema, oldName], [schema, name]] = [splitName(from), splitName(to)];
  return [
    ...(oldName === name ? [] : [keeping(`ALTER TABLE ${from} RENAME TO ${name}`)]),
    ...(oldSchema === schema ? [] : [keeping(`ALTER TABLE ${oldSchema}.${name} SET SCHEMA ${schema}`)]),
  ];
}

function renameColumn(old: FingerprintObject, young: FingerprintObject): SchemaStatement {
  const [table, name] = splitName(old.identity);
  return keeping(`ALTER TABLE ${table} RENAME COLUMN ${name} TO ${splitName(young.identity)[1]}`);
}

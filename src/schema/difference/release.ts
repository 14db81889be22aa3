import type { FingerprintObject } from '../../model/fingerprint.ts';
import { columnProperties } from '../alter/columns.ts';
import { splitName } from '../identity.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import type { Release } from './replacement.ts';

/** What the name of a type gets while another one takes its place. */
const FORMER = '_replaced';

/** The statements by which a column lets go of what is dropped. Its type it gives up only for the new one. */
export function releaseOf(column: FingerprintObject, { isType, isDefault }: Release): readonly SchemaStatement[] {
  return isDefault && !isType ? [alterColumn(column)('DROP DEFAULT')] : [];
}

/** The statements that give it back: every value of the type before can be told as text. */
export function returnOf(column: FingerprintObject, { isType, isDefault }: Release): readonly SchemaStatement[] {
  if (column.kind === 'type') return returnOfAttributes(column);
  const alter = alterColumn(column);
  const properties = columnProperties(column);
  const type = properties.get('type') ?? '';
  const collation = properties.get('collate');
  const name = splitName(column.identity)[1];
  const through = type.endsWith('[]') ? '::text[]' : '::text';
  return [
    ...(isType && isDefault ? [alter('DROP DEFAULT')] : []),
    ...(isType ? [alter(`TYPE ${type}${collation === null ? '' : ` COLLATE ${collation}`} USING ${name}${through}::${type}`)] : []),
    ...(properties.has('default') ? [alter(`SET DEFAULT ${properties.get('default')}`)] : []),
  ];
}

// One that did not have the type gets the one that it has.
function returnOfAttributes({ identity, definition }: FingerprintObject): readonly SchemaStatement[] {
  const attributes = definition.split('\n').filter((line) => line !== 'composite' && !line.startsWith('owner ') && line.includes('.'));
  return attributes.map((line) => {
    const [, name = '', type = ''] = /^("(?:[^"]|"")*"|\S+) ([\s\S]*)$/u.exec(line) ?? [];
    return keeping(`ALTER TYPE ${identity} ALTER ATTRIBUTE ${name} TYPE ${type.replace(/ collate (?=\S+$)/u, ' COLLATE ')} CASCADE`);
  });
}

/** A type makes room for another one of its name. */
export function makeRoom({ kind, identity }: FingerprintObject): SchemaStatement {
  return keeping(`ALTER ${kind.toUpperCase()} ${identity} RENAME TO ${formerName(identity)}`);
}

/** The type that made room, when nothing is of it any more. */
export function dropFormer({ kind, identity }: FingerprintObject): SchemaStatement {
  return keeping(`DROP ${kind.toUpperCase()} ${splitName(identity)[0]}.${formerName(identity)}`);
}

function formerName(identity: string): string {
  const [, name] = splitName(identity);
  return name.endsWith('"') ? `${name.slice(0, -1)}${FORMER}"` : `${name}${FORMER}`;
}

function alterColumn({ identity }: FingerprintObject): (what: string) => SchemaStatement {
  const [table, column] = splitName(identity);
  return (what) => keeping(`ALTER TABLE ${table} ALTER COLUMN ${column} ${what}`);
}

import type { FingerprintObject } from '../../model/fingerprint.ts';
import { columnProperties } from '../alter/columns.ts';
import { splitName } from '../identity.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import type { Release } from './replacement.ts';

/** What a column holds while its own type is away. */
const MEANWHILE = 'text';

/** The statements by which a column lets go of what is dropped; nothing is lost, as every type can be told as text. */
export function releaseOf(column: FingerprintObject, { isType, isDefault }: Release): readonly SchemaStatement[] {
  const alter = alterColumn(column);
  const dimensions = arrayOf(column);
  return [
    ...(isDefault ? [alter('DROP DEFAULT')] : []),
    ...(isType ? [alter(`TYPE ${MEANWHILE}${dimensions} USING ${splitName(column.identity)[1]}::${MEANWHILE}${dimensions}`)] : []),
  ];
}

/** The statements that give it back. */
export function returnOf(column: FingerprintObject, { isType, isDefault }: Release): readonly SchemaStatement[] {
  const alter = alterColumn(column);
  const properties = columnProperties(column);
  const type = properties.get('type') ?? '';
  const collation = properties.get('collate');
  return [
    ...(isType
      ? [alter(`TYPE ${type}${collation === null ? '' : ` COLLATE ${collation}`} USING ${splitName(column.identity)[1]}::${type}`)]
      : []),
    ...(isDefault && properties.has('default') ? [alter(`SET DEFAULT ${properties.get('default')}`)] : []),
  ];
}

function alterColumn({ identity }: FingerprintObject): (what: string) => SchemaStatement {
  const [table, column] = splitName(identity);
  return (what) => keeping(`ALTER TABLE ${table} ALTER COLUMN ${column} ${what}`);
}

function arrayOf(column: FingerprintObject): string {
  return /(?:\[\])+$/u.exec(columnProperties(column).get('type') ?? '')?.[0] ?? '';
}

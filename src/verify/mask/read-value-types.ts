import { quoteQualified } from '../../syntax/names.ts';
import { hasValueList } from './value-list.ts';
import type { Family, ValueType } from './value-type.ts';

/** A type as `sample/types` tells it. */
export interface TypeRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** pg_type.typtype. */
  readonly type: string;
  /** Element, base type or subtype. */
  readonly part: number | null;
  readonly isArray: boolean;
  readonly baseModifier: number;
  readonly extension: string | null;
  readonly fields: readonly (readonly [name: string, type: number, modifier: number])[];
  readonly checks: readonly string[];
}

const BUILT_IN: Readonly<Record<string, Family>> = {
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'numeric',
  float4: 'float',
  float8: 'float',
  money: 'money',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  json: 'json',
  jsonb: 'json',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'mac',
  macaddr8: 'mac8',
  uuid: 'uuid',
  bytea: 'bytes',
  xml: 'xml',
  tsvector: 'search',
  tsquery: 'search',
  point: 'point',
};

/** Types of PostgreSQL that hold no texts. */
const PLAIN = new Set(
  'bool time timetz interval bit varbit char oid xid xid8 cid tid pg_lsn txid_snapshot pg_snapshot line lseg box path polygon circle regclass regtype regproc regprocedure regoper regoperator regrole regnamespace regconfig regdictionary regcollation int2vector oidvector'.split(
    ' ',
  ),
);

const EXTENSIONS: Readonly<Record<string, Family>> = { citext: 'citext', hstore: 'hstore' };

/** Types whose binary form is the same on every server; those of users have numbers of their own, and names of objects are numbers. */
const PORTABLE = new Set([
  ...Object.keys(BUILT_IN).filter((name) => !['xml', 'tsvector', 'tsquery'].includes(name)),
  'bool',
  'time',
  'timetz',
  'interval',
  'bit',
  'varbit',
]);

/** Takes types apart: elements of arrays, fields of composite types, base types of domains. */
export function valueTypes(rows: readonly TypeRow[]): (oid: number) => ValueType {
  const byOid = new Map(rows.map((row) => [row.oid, row]));
  const known = new Map<number, ValueType>();
  const typeOf = (oid: number): ValueType => {
    const found = known.get(oid);
    if (found !== undefined) return found;
    const row = byOid.get(oid);
    const type = row === undefined ? scalar({ family: 'unknown', sqlName: 'text', schema: 'pg_catalog' }) : read(row);
    known.set(oid, type);
    return type;
  };
  const read = (row: TypeRow): ValueType => {
    const sqlName = quoteQualified(row.schema, row.name);
    if (row.isArray && row.part !== null) {
      const element = typeOf(row.part);
      return {
        kind: 'array',
        element,
        isPortable: element.kind === 'scalar' && element.isPortable && element.domains.length === 0 && isBuiltIn(row),
      };
    }
    if (row.type === 'd' && row.part !== null) return overDomain(typeOf(row.part), row, sqlName);
    if (row.type === 'c') {
      const fields = row.fields.map(([name, oid, modifier]) => ({ name, type: typeOf(oid), maxLength: lengthOf(oid, modifier) }));
      return { kind: 'composite', sqlName, fields };
    }
    return scalar({
      family: familyOf(row),
      sqlName,
      schema: row.schema,
      isPortable: isBuiltIn(row) ? PORTABLE.has(row.name) : row.type === 'e',
    });
  };
  const familyOf = (row: TypeRow): Family => {
    if (row.type === 'e') return 'plain';
    if ((row.type === 'r' || row.type === 'm') && row.part !== null) {
      const subtype = typeOf(row.part);
      return subtype.kind === 'scalar' && !['text', 'citext', 'unknown', 'inet'].includes(subtype.family) ? 'plain' : 'unknown';
    }
    if (isBuiltIn(row)) return BUILT_IN[row.name] ?? (PLAIN.has(row.name) ? 'plain' : 'unknown');
    return EXTENSIONS[row.name] ?? 'unknown';
  };
  const lengthOf = (oid: number, modifier: number): number | null => maxLengthOf(oid, modifier, byOid);
  return typeOf;
}

/** The most characters that a column of a type takes; null: any number, or it is no text. */
export function maxLengthOf(oid: number, modifier: number, types: ReadonlyMap<number, TypeRow>): number | null {
  const row = types.get(oid);
  if (row === undefined) return null;
  if (row.type === 'd' && row.part !== null) return maxLengthOf(row.part, row.baseModifier, types);
  if (row.isArray && row.part !== null) return maxLengthOf(row.part, modifier, types);
  if (row.schema !== 'pg_catalog') return null;
  if (row.name === 'name') return 63;
  // atttypmod of character types counts its own four bytes.
  return (row.name === 'varchar' || row.name === 'bpchar') && modifier > 4 ? modifier - 4 : null;
}

function isBuiltIn({ schema }: TypeRow): boolean {
  return schema === 'pg_catalog';
}

function scalar(type: { family: Family; sqlName: string; schema: string; isPortable?: boolean }): ValueType {
  return { kind: 'scalar', domains: [], isChecked: false, isListed: false, isPortable: false, ...type };
}

function overDomain(base: ValueType, row: TypeRow, sqlName: string): ValueType {
  if (base.kind !== 'scalar') return base;
  return {
    ...base,
    sqlName,
    domains: [...base.domains, row.name],
    isChecked: base.isChecked || row.checks.length > 0,
    isListed: base.isListed || row.checks.some((check) => hasValueList(check, 'VALUE')),
  };
}

import { quoteLiteral } from '../../syntax/names.ts';
import { constant, type PeculiarValue, type Value } from './value.ts';

/** What limits the values of a column beyond its type. */
export interface ValueWish {
  /** Of the column: texts begin with it. */
  readonly name: string;
  /** The longest text, the bits, null: no limit. */
  readonly length: number | null;
  /** Digits before the point of a numeric, null: no limit. */
  readonly digits: number | null;
  /** Texts are the number of the row alone. */
  readonly hasNumbersAsTexts?: boolean;
}

type Scalar = (wish: ValueWish) => Value;

const own = (sql: (row: string) => string, size = Infinity): Value => ({ sql, size });

const MINUTE = "interval '1 minute'";
const INT2_MAX = 32_767;
const INT4_MAX = 2_147_483_647;
const LONG_TEXT = 1000;

/** Types of PostgreSQL (typname) and of extensions that people use, by a value that each row has for itself where the type is wide enough. */
const SCALARS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['int2', () => own((row) => `((${row}) % ${INT2_MAX + 1})::int2`, INT2_MAX)],
  ['int4', () => own((row) => `(${row})::int4`)],
  ['int8', () => own((row) => `(${row})::int8`)],
  ['numeric', numeric],
  ['float4', () => own((row) => `((${row}) % 8000000)::float4`)],
  ['float8', () => own((row) => `(${row})::float8`)],
  ['money', () => own((row) => `(${row})::numeric::money`)],
  ['bool', () => own((row) => `((${row}) % 2 = 1)`, 2)],
  ['text', text],
  ['varchar', text],
  ['bpchar', text],
  ['citext', text],
  ['name', (wish) => text({ ...wish, length: 63 })],
  ['char', () => own((row) => `chr(97 + ((${row}) % 26)::int4)::"char"`, 26)],
  ['bytea', () => own((row) => `decode(md5((${row})::text), 'hex')`)],
  ['date', () => own((row) => `(date '2024-01-01' + ((${row}) % 1000000)::int4)`)],
  ['timestamp', () => own((row) => `(timestamp '2024-01-01 00:00' + (${row}) * ${MINUTE})`)],
  ['timestamptz', () => own((row) => `(timestamptz '2024-01-01 00:00+00' + (${row}) * ${MINUTE})`)],
  ['time', () => own((row) => `(time '00:00' + ((${row}) % 86400) * interval '1 second')`, 86_400)],
  ['timetz', () => own((row) => `(timetz '00:00+00' + ((${row}) % 86400) * interval '1 second')`, 86_400)],
  ['interval', () => own((row) => `((${row}) * ${MINUTE})`)],
  ['uuid', () => own((row) => `md5((${row})::text)::uuid`)],
  ['json', () => own((row) => `json_build_object('n', ${row})`)],
  ['jsonb', () => own((row) => `jsonb_build_object('n', ${row})`)],
  ['jsonpath', () => own((row) => `('$.n' || (${row}))::jsonpath`)],
  ['xml', () => own((row) => `('<n>' || (${row}) || '</n>')::xml`)],
  ['inet', () => own((row) => `(inet '10.0.0.0' + (${row}))`, 2 ** 32)],
  ['cidr', () => own((row) => `(inet '10.0.0.0' + (${row}))::cidr`, 2 ** 32)],
  ['macaddr', () => own((row) => `lpad(to_hex(${row}), 12, '0')::macaddr`)],
  ['macaddr8', () => own((row) => `lpad(to_hex(${row}), 16, '0')::macaddr8`)],
  ['tsvector', () => own((row) => `to_tsvector('simple', 'word' || (${row}))`)],
  ['tsquery', () => own((row) => `('word' || (${row}))::tsquery`)],
  ['point', () => own((row) => `point((${row})::float8, 1)`)],
  ['line', () => own((row) => `line(point(0, 0), point(1, (${row})::float8))`)],
  ['lseg', () => own((row) => `lseg(point(0, 0), point(1, (${row})::float8))`)],
  ['box', () => own((row) => `box(point(2 * (${row}), 0), point(2 * (${row}) + 1, 1))`)],
  ['path', () => own((row) => `('[(0,0),(1,' || (${row}) || ')]')::path`)],
  ['polygon', () => own((row) => `polygon(box(point(2 * (${row}), 0), point(2 * (${row}) + 1, 1)))`)],
  ['circle', () => own((row) => `circle(point(4 * (${row}), 0), 1)`)],
  ['bit', ({ length }) => own((row) => `(${row})::bit(${Math.max(length ?? 1, 1)})`, 2 ** Math.min(length ?? 1, 62))],
  ['varbit', ({ length }) => own((row) => `(${row})::bit(${Math.min(length ?? 64, 64)})::varbit`, 2 ** Math.min(length ?? 62, 62))],
  ['oid', () => own((row) => `(${row})::oid`)],
  ['xid', () => own((row) => `(${row})::text::xid`)],
  ['xid8', () => own((row) => `(${row})::text::xid8`)],
  ['cid', () => own((row) => `(${row})::text::cid`)],
  ['tid', () => own((row) => `('(0,' || (${row}) % 60000 || ')')::tid`)],
  ['pg_lsn', () => own((row) => `('0/' || to_hex(${row}))::pg_lsn`)],
  ['txid_snapshot', () => own((row) => `((${row}) || ':' || (${row}) || ':')::txid_snapshot`)],
  ['pg_snapshot', () => own((row) => `((${row}) || ':' || (${row}) || ':')::pg_snapshot`)],
  ['regclass', () => constant(`'pg_catalog.pg_class'::regclass`)],
  ['regtype', () => constant(`'pg_catalog.int4'::regtype`)],
  ['regproc', () => constant(`'pg_catalog.now'::regproc`)],
  ['regprocedure', () => constant(`'pg_catalog.now()'::regprocedure`)],
  ['regrole', () => constant(`'pg_monitor'::regrole`)],
  ['regnamespace', () => constant(`'pg_catalog'::regnamespace`)],
  ['refcursor', text],
  ['hstore', () => own((row) => `('n=>' || (${row}))`)],
  ['ltree', () => own((row) => `('top.n' || (${row}))`)],
  ['lquery', () => own((row) => `('*.n' || (${row}))`)],
  ['cube', () => own((row) => `('(' || (${row}) || ')')`)],
  ['vector', ({ length }) => own((row) => `('[' || (${row}) || repeat(',0', ${Math.max(length ?? 3, 1) - 1}) || ']')`)],
  ['geometry', () => own((row) => `('SRID=4326;POINT(' || (${row}) % 180 || ' ' || (${row}) % 90 || ')')`, 180)],
  ['geography', () => own((row) => `('SRID=4326;POINT(' || (${row}) % 180 || ' ' || (${row}) % 90 || ')')`, 180)],
]);

/** How to make values of a scalar type; undefined: it is not known. */
export function scalarValue(typeName: string, wish: ValueWish): Value | undefined {
  return SCALARS.get(typeName)?.(wish);
}

function numeric({ digits }: ValueWish): Value {
  if (digits === null || digits > 15) return own((row) => `(${row})::numeric`);
  return digits <= 0 ? constant('0') : own((row) => `((${row}) % ${10 ** digits})::numeric`, 10 ** digits);
}

function text({ name, length, hasNumbersAsTexts }: ValueWish): Value {
  if (hasNumbersAsTexts === true) {
    const digits = Math.min(length ?? Infinity, 19);
    return own((row) => `right((${row})::text, ${digits})`, digits < 19 ? 10 ** digits : Infinity);
  }
  const word = name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, ' ');
  if (length === null || length >= word.length + 11) return own((row) => `(${quoteLiteral(`${word} `)} || (${row}))`);
  // Numbers in as few letters as can be, from the end of which the row is told.
  return own((row) => `right(to_hex(${row}), ${length})`, 16 ** Math.min(length, 15));
}

/** Values that a DBA would try, but for NULL: empty, without a number in it, long, in other letters, none, below zero, large, early, late. */
export function peculiarValues(typeName: string, { name, length, digits }: ValueWish, place: number): readonly PeculiarValue[] {
  switch (typeName) {
    case 'text':
    case 'varchar':
    case 'citext':
    case 'bpchar': {
      const most = Math.min(length ?? LONG_TEXT, LONG_TEXT);
      const word = `abc-${place}`.slice(0, length ?? Infinity);
      return [
        { peculiarity: 'empty', sql: "''", shown: "''" },
        { peculiarity: 'word', sql: quoteLiteral(word), shown: `'${word}'` },
        { peculiarity: 'case', sql: quoteLiteral(word.toUpperCase()), shown: `'${word.toUpperCase()}'` },
        { peculiarity: 'long', sql: `repeat('x', ${most})`, shown: `${most} characters` },
      ];
    }
    case 'int2':
      return numbers('-1', String(INT2_MAX));
    case 'int4':
      return numbers('-1', String(INT4_MAX));
    case 'int8':
      return numbers('-1', '9223372036854775807');
    case 'numeric':
      return numbers(digits === 0 ? '-0.1' : '-1', '9'.repeat(Math.min(Math.max(digits ?? 20, 1), 20)), digits);
    case 'float4':
    case 'float8':
      return numbers('-1.5', '1e30');
    case 'money':
      return numbers("'-1'::money", "'90000000000'::money");
    case 'date':
      return moments("date '1900-01-01'", "date '2999-12-31'");
    case 'timestamp':
    case 'timestamptz':
      return moments(`${typeName} '1900-01-01 00:00+00'`, `${typeName} '2999-12-31 00:00+00'`);
    case 'interval':
      return [{ peculiarity: 'negative', sql: "interval '-1 day'", shown: '-1 day' }];
    case 'json':
    case 'jsonb':
      return [
        { peculiarity: 'empty', sql: `'{}'::${typeName}`, shown: '{}' },
        { peculiarity: 'word', sql: `'"${name.replaceAll(/[^a-z0-9 ]/giu, '')}"'::${typeName}`, shown: 'a JSON string' },
      ];
    case 'bytea':
      return [{ peculiarity: 'empty', sql: `''::bytea`, shown: 'no bytes' }];
    default:
      return [];
  }
}

function numbers(negative: string, large: string, digits: number | null = null): readonly PeculiarValue[] {
  const all: readonly PeculiarValue[] = [
    { peculiarity: 'zero', sql: '0', shown: '0' },
    { peculiarity: 'negative', sql: negative, shown: plain(negative) },
    { peculiarity: 'large', sql: large, shown: plain(large) },
  ];
  return digits !== null && digits <= 0 ? all.slice(0, 1) : all;
}

function moments(early: string, late: string): readonly PeculiarValue[] {
  return [
    { peculiarity: 'early', sql: early, shown: '1900-01-01' },
    { peculiarity: 'late', sql: late, shown: '2999-12-31' },
  ];
}

function plain(sql: string): string {
  return sql.replaceAll(/'|::money/gu, '');
}

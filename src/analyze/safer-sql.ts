import type { RangeVar } from 'libpg-query';
import { quoteIdentifier } from '../syntax/names.ts';
import type { Relation } from './world/objects.ts';

/** Words that cannot be a column's name without quotes (manual, appendix C: "reserved"). */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently ' +
    'constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default ' +
    'deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner ' +
    'intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or ' +
    'order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table ' +
    'tablesample then to trailing true union unique user using variadic verbose when where window with'
  ).split(' '),
);
const PLAIN = /^[a-z_][a-z0-9_$]*$/u;
const NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', '?']);
const MAX_NAME_BYTES = 63;

/** What stands between steps that must not share a transaction. */
export const NEXT_MIGRATION = '-- in the next migration:';

/** An identifier as one writes it: in quotes only where it needs them. */
export function sqlName(name: string): string {
  return PLAIN.test(name) && !RESERVED.has(name) ? name : quoteIdentifier(name);
}

/** A relation as the statement names it. */
export function sqlRange({ relname = '', schemaname }: Pick<RangeVar, 'relname' | 'schemaname'>): string {
  return schemaname === undefined ? sqlName(relname) : `${sqlName(schemaname)}.${sqlName(relname)}`;
}

/** A name made of parts, within PostgreSQL's 63 bytes. */
export function madeName(...parts: readonly string[]): string {
  const name = parts.join('_');
  return Buffer.byteLength(name) <= MAX_NAME_BYTES
    ? name
    : Buffer.from(name)
        .toString('utf8', 0, MAX_NAME_BYTES)
        .replace(/\uFFFD$/u, '');
}

/** Statements, each ended by a semicolon; what begins with `--` stands as it is. */
export function sqlLines(...lines: readonly string[]): string {
  return lines.map((line) => (line.startsWith('--') ? line : `${line};`)).join('\n');
}

/** One batch of a backfill, to be repeated until nothing is left: by ranges of a numeric key, else by a limit. */
export function batchedUpdate(table: Relation | null, range: RangeVar, assignment: string, condition: string): string {
  const name = sqlRange(range);
  const primary = table?.constraints.find(({ type }) => type === 'primary-key')?.columns ?? [];
  const [key] = primary;
  const update = `UPDATE ${name} SET ${assignment} WHERE`;
  if (key === undefined && table?.isAssumed === false)
    return `${update} ctid = ANY (ARRAY(SELECT ctid FROM ${name} WHERE ${condition} LIMIT 10000))`;
  if (key === undefined || (primary.length === 1 && NUMBERS.has(key.use.type.name)))
    return `${update} ${condition} AND ${sqlName(key?.name ?? 'id')} BETWEEN 1 AND 10000`;
  const columns = primary.map((column) => sqlName(column.name)).join(', ');
  return `${update} (${columns}) IN (SELECT ${columns} FROM ${name} WHERE ${condition} LIMIT 10000)`;
}

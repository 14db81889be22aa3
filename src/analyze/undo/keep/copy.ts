import { KEPT_SCHEMA, type KeptThing } from '../../../model/kept.ts';
import { shownIdentifier, shownQualified } from '../../../syntax/shown-identifier.ts';
import { typeText } from '../../expressions/resolve-type.ts';
import type { Column, Relation, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { relationName } from '../definitions.ts';
import { entryRemoval, type Keeping, type SettingAside } from './keeping.ts';

/** A copy of values or rows in the side schema, and what brings them back. */
export interface KeptCopy {
  readonly aside: SettingAside;
  /** Runs when the table has the columns again that it had. */
  readonly back: readonly string[];
  readonly removal: readonly string[];
}

/** What is copied of a table. */
export interface CopyOptions {
  /** Condition on the rows, with WHERE; empty: all of them. */
  readonly where?: string;
  /** The table under another name in the condition: `orders AS o`. */
  readonly from?: string;
  /** Columns that have the same values before and after the statement: only these can lead values back to their rows. */
  readonly isStable: (column: Column) => boolean;
}

/** Types whose values have one hash however the session prints them (pg_amproc of the hash families); all others are compared as text. */
const HASHED = new Set(
  'bool int2 int4 int8 oid numeric float4 float8 text varchar bpchar char name uuid date time timestamp timestamptz interval bytea jsonb inet cidr'.split(
    ' ',
  ),
);
const MATCH = 'flyback_match';
const ROW = 'flyback_row';

/** Copies the values of some columns, with what leads them back to their rows: a key, or without one all other columns. */
export function keepValues(world: World, keeping: Keeping, table: Relation, lost: readonly Column[], options: CopyOptions): KeptCopy {
  const name = keeping.nameFor(table.name);
  const side = shownQualified(KEPT_SCHEMA, name);
  const key = stableKey(table, options.isStable);
  const leading = key?.map(kept) ?? matchColumns(others(table, lost, options.isStable));
  const shown = relationName(world, table);
  const thing: KeptThing = {
    kind: 'table',
    name,
    source: shownQualified(table.schema, table.name),
    columns: lost.map((column) => column.name),
    key: key?.map((column) => column.name) ?? [],
    isPart: (options.where ?? '') !== '',
  };
  const assignments = lost.map((column) => `${shownIdentifier(column.name)} = ${back(column)}`).join(', ');
  const update =
    key !== null
      ? `UPDATE ${shown} AS t SET ${assignments} FROM ${side} AS k WHERE ${key.map((column) => `t.${shownIdentifier(column.name)} = ${back(column)}`).join(' AND ')}`
      : `UPDATE ${shown} AS t SET ${assignments} FROM (SELECT tableoid AS flyback_table, ctid AS flyback_ctid, ${matchColumns(others(table, lost, options.isStable)).join(', ')} FROM ${shown}) AS n JOIN ${side} AS k USING (${MATCH}, ${ROW}) WHERE t.tableoid = n.flyback_table AND t.ctid = n.flyback_ctid`;
  return {
    aside: aside(keeping, world, table, thing, [...leading, ...lost.map(kept)], options),
    back: withoutTriggers(shown, table, 'update', update),
    removal: removalOf(thing),
  };
}

/** Copies whole rows. */
export function keepRows(world: World, keeping: Keeping, table: Relation, options: Omit<CopyOptions, 'isStable'>): KeptCopy {
  const name = keeping.nameFor(table.name);
  const columns = table.columns.filter(({ generated }) => generated === '');
  const thing: KeptThing = { kind: 'table', name, source: shownQualified(table.schema, table.name), columns: [], key: [] };
  const shown = relationName(world, table);
  const list = columns.map((column) => shownIdentifier(column.name)).join(', ');
  const insert = `INSERT INTO ${shown} (${list}) OVERRIDING SYSTEM VALUE SELECT ${columns.map(back).join(', ')} FROM ${shownQualified(KEPT_SCHEMA, name)} AS k`;
  return {
    aside: aside(keeping, world, table, thing, columns.map(kept), { ...options, isStable: () => true }),
    back: withoutTriggers(shown, table, 'insert', insert),
    removal: removalOf(thing),
  };
}

/** The columns of a primary key, or of another unique one without NULL, that the statement leaves as they are. */
function stableKey(table: Relation, isStable: CopyOptions['isStable']): readonly Column[] | null {
  const keys = table.indexes.flatMap(({ index }) => {
    if (index === null || !index.isUnique || !index.isValid || index.predicate !== null) return [];
    const columns = index.keys.flatMap(({ column }) => column ?? []);
    const isKey = columns.length === index.keys.length && columns.every((column) => column.isNotNull && isStable(column));
    return isKey ? [{ isPrimary: index.isPrimary, columns }] : [];
  });
  return keys.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary))[0]?.columns ?? null;
}

function others(table: Relation, lost: readonly Column[], isStable: CopyOptions['isStable']): readonly Column[] {
  return table.columns.filter((column) => !lost.includes(column) && isStable(column));
}

// Rows that are the same in all these columns cannot be told apart, so that it does not matter which of them gets which value.
function matchColumns(columns: readonly Column[]): readonly string[] {
  const row = columns.map((column) => `${shownIdentifier(column.name)}${isHashed(column.use.type) ? '' : '::text'}`).join(', ');
  const hash = `hash_record_extended(ROW(${row}), 0)`;
  return [`${hash} AS ${MATCH}`, `row_number() OVER (PARTITION BY ${hash}) AS ${ROW}`];
}

function isHashed(type: TypeObject): boolean {
  if (type.category === 'array') return type.element !== null && isHashed(type.element);
  return type.schema === 'pg_catalog' && HASHED.has(type.name);
}

// The lock lets others read; what they would write between the copy and the statement would be lost.
function aside(
  keeping: Keeping,
  world: World,
  table: Relation,
  thing: KeptThing,
  columns: readonly string[],
  { where = '', from }: CopyOptions,
): SettingAside {
  const shown = relationName(world, table);
  return {
    things: [thing],
    isInPlace: false,
    sql: [
      `LOCK TABLE ${shown} IN SHARE ROW EXCLUSIVE MODE`,
      `CREATE TABLE ${shownQualified(KEPT_SCHEMA, thing.name)} AS SELECT ${columns.join(', ')} FROM ${from ?? shown}${where}`,
      keeping.entry(thing, true),
    ],
  };
}

/** The value as it is kept: of a user's type as text, so that the type can be dropped. */
function kept(column: Column): string {
  const name = shownIdentifier(column.name);
  return isUsers(column.use.type) ? `${name}::text AS ${name}` : name;
}

function back(column: Column): string {
  const name = `k.${shownIdentifier(column.name)}`;
  return isUsers(column.use.type) ? `${name}::${typeText(column.use)}` : name;
}

function isUsers(type: TypeObject): boolean {
  return type.category === 'array' && type.element !== null ? isUsers(type.element) : type.schema !== 'pg_catalog';
}

/** Triggers have done their work when the rows were first written. */
function withoutTriggers(table: string, { triggers }: Relation, event: 'insert' | 'update', statement: string): readonly string[] {
  const firing = triggers.filter(({ enabled, events }) => events.has(event) && (enabled === 'origin' || enabled === 'always'));
  const switched = (words: (enabled: string) => string): readonly string[] =>
    firing.map(({ name, enabled }) => `ALTER TABLE ${table} ${words(enabled)} TRIGGER ${shownIdentifier(name)}`);
  return [...switched(() => 'DISABLE'), statement, ...switched((enabled) => (enabled === 'always' ? 'ENABLE ALWAYS' : 'ENABLE'))];
}

function removalOf(thing: KeptThing): readonly string[] {
  return [`DROP TABLE ${shownQualified(KEPT_SCHEMA, thing.name)}`, entryRemoval(thing)];
}

import type { FingerprintObject } from '../../model/fingerprint.ts';
import { Properties } from '../properties.ts';
import { joining, keeping, losing, type SchemaStatement } from '../schema-statement.ts';
import { withoutOwner, type Alteration, type Objects } from './alteration.ts';
import { foreignOptionChanges, parameterChanges } from './options.ts';

const NAMES = [
  'unlogged',
  'of',
  'partition of',
  'inherits',
  'detach pending',
  'partition by',
  'using',
  'tablespace',
  'with',
  'enable row level security',
  'force row level security',
  'replica identity',
  'server',
  'option',
  'not populated',
  'as',
];
/** What only another table can have. */
const FIXED = ['partition by', 'server'];
const ACCESS_METHOD_SINCE = 150_000;
const QUERY = /^\s*(?:WITH\b[\s\S]*\n\s*)?SELECT\b([\s\S]*?)(?:\n\s+FROM\b|;$|$)/u;

/** Reads what a table or view is besides its columns. */
export function relationProperties({ definition }: FingerprintObject): Properties {
  return Properties.of(withoutOwner(definition).rest, NAMES);
}

/** ALTER TABLE and ALTER FOREIGN TABLE for what is the table's own. */
export const alterTable: Alteration = (before, after, { serverVersionNum }) => {
  const [old, young] = [relationProperties(before), relationProperties(after)];
  if (FIXED.some((name) => old.get(name) !== young.get(name))) return null;
  if (old.get('using') !== young.get('using') && serverVersionNum < ACCESS_METHOD_SINCE) return null;
  const alter = (what: string): SchemaStatement => keeping(`ALTER ${after.kind.toUpperCase()} ${after.identity} ${what}`);
  const foreignOptions = foreignOptionChanges(old.all('option'), young.all('option'));
  return [
    ...ancestry(old, young, after),
    ...(old.get('of') === young.get('of') ? [] : [alter(young.has('of') ? `OF ${young.get('of')}` : 'NOT OF')]),
    ...(old.has('unlogged') === young.has('unlogged') ? [] : [alter(young.has('unlogged') ? 'SET UNLOGGED' : 'SET LOGGED')]),
    ...(old.get('using') === young.get('using') ? [] : [alter(`SET ACCESS METHOD ${young.get('using') ?? 'heap'}`)]),
    ...(old.get('tablespace') === young.get('tablespace') ? [] : [alter(`SET TABLESPACE ${young.get('tablespace') ?? 'pg_default'}`)]),
    ...parameterChanges(old.all('with'), young.all('with')).map(alter),
    ...(old.has('enable row level security') === young.has('enable row level security')
      ? []
      : [alter(`${young.has('enable row level security') ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`)]),
    ...(old.has('force row level security') === young.has('force row level security')
      ? []
      : [alter(`${young.has('force row level security') ? '' : 'NO '}FORCE ROW LEVEL SECURITY`)]),
    ...(old.get('replica identity') === young.get('replica identity')
      ? []
      : [alter(`REPLICA IDENTITY ${(young.get('replica identity') ?? 'default').toUpperCase()}`)]),
    ...(foreignOptions === null ? [] : [alter(foreignOptions)]),
  ];
};

/** Partitions are detached and attached; parents are left and joined, from the first that differs on, as their order counts. */
function ancestry(old: Properties, young: Properties, { identity }: FingerprintObject): readonly SchemaStatement[] {
  const [was, is] = [partitionOf(old), partitionOf(young)];
  const parents = listOf(young.get('inherits'));
  const former = listOf(old.get('inherits'));
  const same = parents.findIndex((parent, index) => parent !== former[index]);
  const kept = same < 0 ? Math.min(parents.length, former.length) : same;
  const isMoved = was !== null && (is === null || is.parent !== was.parent || is.bound !== was.bound);
  return [
    ...(was !== null && isMoved ? [keeping(`ALTER TABLE ${was.parent} DETACH PARTITION ${identity}`)] : []),
    ...former.slice(kept).map((parent) => keeping(`ALTER TABLE ${identity} NO INHERIT ${parent}`)),
    ...parents.slice(kept).map((parent) => joining(`ALTER TABLE ${identity} INHERIT ${parent}`)),
    ...(is !== null && (was === null || isMoved) ? [joining(`ALTER TABLE ${is.parent} ATTACH PARTITION ${identity} ${is.bound}`)] : []),
  ];
}

/** The partitioned table that a table is part of, and which part. */
export function partitionOf(properties: Properties): { readonly parent: string; readonly bound: string } | null {
  const [, parent, bound] = /^((?:"(?:[^"]|"")*"|[^\s"])+) ([\s\S]*)$/u.exec(properties.get('partition of') ?? '') ?? [];
  return parent === undefined || bound === undefined ? null : { parent, bound };
}

/** Whether a table leaves the table that it is a part of, and its indexes with it. */
export function isDetached(table: string, before: Objects, after: Objects): boolean {
  const [old, young] = [before.get(table), after.get(table)];
  if (old === undefined || young === undefined) return false;
  const [was, is] = [partitionOf(relationProperties(old)), partitionOf(relationProperties(young))];
  return was !== null && was.parent !== is?.parent;
}

function listOf(names: string | null): readonly string[] {
  return names === null ? [] : names.split(', ');
}

/** ALTER VIEW, and CREATE OR REPLACE VIEW where columns are only added at the end. */
export const alterView: Alteration = (before, after) => {
  const [old, young] = [relationProperties(before), relationProperties(after)];
  const query = young.get('as') ?? '';
  const isReplaced = old.get('as') !== young.get('as');
  if (isReplaced && !isExtended(old.get('as') ?? '', query)) return null;
  return [
    // REPLACE takes the options as well: those left out are gone.
    ...(isReplaced ? [keeping(`CREATE OR REPLACE VIEW ${after.identity}${viewOptions(young)} AS${withoutSemicolon(query)}`)] : []),
    ...(isReplaced ? [] : parameterChanges(old.all('with'), young.all('with'))).map((change) =>
      keeping(`ALTER VIEW ${after.identity} ${change}`),
    ),
  ];
};

/** ALTER MATERIALIZED VIEW; another query makes another view. */
export const alterMaterializedView: Alteration = (before, after) => {
  const [old, young] = [relationProperties(before), relationProperties(after)];
  if (old.get('as') !== young.get('as')) return null;
  const alter = (what: string): SchemaStatement => keeping(`ALTER MATERIALIZED VIEW ${after.identity} ${what}`);
  return [
    ...(old.get('using') === young.get('using') ? [] : [alter(`SET ACCESS METHOD ${young.get('using') ?? 'heap'}`)]),
    ...(old.get('tablespace') === young.get('tablespace') ? [] : [alter(`SET TABLESPACE ${young.get('tablespace') ?? 'pg_default'}`)]),
    ...parameterChanges(old.all('with'), young.all('with')).map(alter),
    ...population(old, young, after.identity),
  ];
};

function population(old: Properties, young: Properties, view: string): readonly SchemaStatement[] {
  if (old.has('not populated') === young.has('not populated')) return [];
  if (!young.has('not populated')) return [keeping(`REFRESH MATERIALIZED VIEW ${view}`)];
  return [losing(`REFRESH MATERIALIZED VIEW ${view} WITH NO DATA`, `the rows of the materialized view ${view}`)];
}

function viewOptions(properties: Properties): string {
  const options = properties.all('with');
  return options.length === 0 ? '' : ` WITH (${options.join(', ')})`;
}

function withoutSemicolon(query: string): string {
  return query.replace(/;\s*$/u, '');
}

/** Whether the first columns of a query are those of the other, as far as their text tells: the server prints a column a line. */
function isExtended(before: string, after: string): boolean {
  const [old, young] = [columnsOf(before), columnsOf(after)];
  return old !== null && young !== null && old.length <= young.length && old.every((column, index) => column === young[index]);
}

function columnsOf(query: string): readonly string[] | null {
  const list = QUERY.exec(query)?.[1];
  return list === undefined ? null : list.split(',\n').map((column) => column.trim());
}

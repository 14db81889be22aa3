import type { Schema, SchemaObject } from '../schema/schema.ts';
import { withStableExpressions } from '../schema/stable-expressions.ts';
import { quoteLiteral } from '../syntax/names.ts';
import { shownIdentifier } from '../syntax/shown-identifier.ts';
import { grantStatements, type GrantObject } from './grant-statements.ts';
import { aclItems, grantsBeyond } from './privileges.ts';
import { SchemaDependencies, type DependencyRow, type Needs } from './schema-dependencies.ts';

/** A row of sql/schema/objects.sql. */
export type SchemaRow = readonly (string | null)[];

export interface SchemaScope {
  /** Objects stay with whoever makes them. */
  readonly withoutOwners?: boolean;
  /** And with the privileges that they have then. */
  readonly withoutGrants?: boolean;
}

/** Facts that few objects have: the column `more`. */
interface More {
  readonly madeBy?: string;
  readonly dependsOn?: readonly string[];
  readonly standIn?: readonly string[];
  readonly complete?: readonly string[];
  readonly completion?: readonly string[];
  readonly completionNeeds?: readonly string[];
  readonly updates?: readonly string[];
  readonly leftOut?: string;
  /** The schema public, as it belongs to whom it belongs in each new database. */
  readonly hasStandardOwner?: boolean;
  readonly hasBodyInSql?: boolean;
  /** Default privileges: `TABLES`. */
  readonly objects?: string;
}

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly words: string | null;
  /** Null: nothing to be made, only told about. */
  readonly create: readonly string[] | null;
  readonly drop: string | null;
  readonly isLate: boolean;
  readonly more: More;
  readonly owner: string | null;
  readonly comment: string | null;
  readonly labels: string | null;
  readonly acl: string | null;
  readonly defaultAcl: string | null;
  readonly address: string;
}

type Objects = Map<string, SchemaObject>;

/** Objects that are there although nothing of their own makes them. */
const MADE_BY_OTHERS: readonly string[] = ['sequence', 'subscription', 'operator'];
const PUBLIC_SCHEMA = 'schema public';
const STANDARD_COMMENT = 'standard public schema';
const BODY_IN_SQL = /\n\s*(?:BEGIN ATOMIC|RETURN )[\s\S]*$/u;
const NOTHING: Needs = { whole: new Set(), standIn: new Set() };

/** The objects of the rows: each with its comment, labels and grants as further objects. */
export function toSchema(
  rows: readonly SchemaRow[],
  dependencies: readonly DependencyRow[],
  serverVersionNum: number,
  scope: SchemaScope,
): Schema {
  const all = rows.map(rowOf).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const own = all.filter((row) => isObject(row));
  const graph = new SchemaDependencies(dependencies, new Map(own.map(({ address, key }) => [address, key])));
  const needs = graph.needs((from, type) => type === 'a' && from.startsWith('sequence '));
  const objects: Objects = new Map();
  const made = new Set(own.map(({ key }) => key));
  for (const row of all) {
    if (isObject(row)) objects.set(row.key, objectOf(row, needs.get(row.key) ?? NOTHING, scope));
    const about = made.has(row.key) ? row.key : graph.keyOf(row.address);
    addWords(objects, row, about);
    if (scope.withoutGrants !== true) addGrants(objects, row, about);
  }
  return { serverVersionNum, objects };
}

function rowOf(row: SchemaRow): Row {
  const [kind = '', name = '', words = null, create = null, drop = null, isLate, more = null, owner = null, comment = null] = row;
  const [labels = null, acl = null, defaultAcl = null, classId, oid, part] = row.slice(9);
  return {
    key: `${kind} ${name}`,
    kind: kind ?? '',
    name: name ?? '',
    words,
    create: create === null ? null : (JSON.parse(create) as readonly string[]),
    drop,
    isLate: isLate === 't',
    more: more === null ? {} : (JSON.parse(more) as More),
    owner,
    comment,
    labels,
    acl,
    defaultAcl,
    address: `${classId}:${oid}:${part}`,
  };
}

function isObject({ kind, create }: Row): boolean {
  return create !== null && (create.length > 0 || MADE_BY_OTHERS.includes(kind));
}

function objectOf(row: Row, needs: Needs, scope: SchemaScope): SchemaObject {
  const { key, kind, name, words, drop, more, isLate } = row;
  const owner = scope.withoutOwners === true ? [] : ownerStatements(row);
  const create = [...(row.create ?? []).map((text) => withStableExpressions(kind, text)), ...owner];
  return {
    key,
    kind,
    identity: name,
    create,
    drop: drop === null ? [`DROP ${words}`] : drop === '' ? [] : [drop],
    phase: isLate ? 'after-data' : 'before-data',
    dependsOn: [...new Set([...needs.whole, ...(more.dependsOn ?? []), ...(more.madeBy === undefined ? [] : [more.madeBy])])],
    madeBy: more.madeBy ?? null,
    completion: completionOf(row),
    standIn: standInOf(row, create, owner, needs),
    catalogUpdates: more.updates ?? [],
    leftOut: more.leftOut ?? null,
  };
}

function ownerStatements({ kind, key, words, owner, create, more, comment }: Row): readonly string[] {
  // Every new database has a comment on it.
  const comments = key === PUBLIC_SCHEMA && comment === null ? [`COMMENT ON ${words} IS NULL`] : [];
  if (owner === null || kind === 'column' || create?.length === 0 || more.hasStandardOwner === true) return comments;
  return [`ALTER ${words} OWNER TO ${shownIdentifier(owner)}`, ...comments];
}

function completionOf({ kind, more }: Row): SchemaObject['completion'] {
  const { completion: create = [], completionNeeds: dependsOn = [] } = more;
  return create.length === 0 ? null : { create, dependsOn, phase: kind === 'materialized view' ? 'after-data' : 'before-data' };
}

function standInOf(row: Row, create: readonly string[], owner: readonly string[], { standIn }: Needs): SchemaObject['standIn'] {
  const { more } = row;
  const dependsOn = [...standIn, ...(more.dependsOn ?? [])];
  if (more.hasBodyInSql === true) {
    const bodiless = row.create?.map((text) => text.replace(BODY_IN_SQL, "\nAS ''")) ?? [];
    return { create: bodiless, dependsOn, complete: create };
  }
  if (more.standIn === undefined) return null;
  return { create: more.standIn, dependsOn, complete: more.complete === undefined ? create : [...more.complete, ...owner] };
}

function addWords(objects: Objects, { key, words, comment, labels }: Row, about: string | null): void {
  if (words === null) return;
  if (comment !== null && (key !== PUBLIC_SCHEMA || comment !== STANDARD_COMMENT)) {
    const on = `COMMENT ON ${words} IS`;
    addAbout(objects, 'comment', `on ${key}`, [`${on} ${quoteLiteral(comment)}`], [`${on} NULL`], [about]);
  }
  if (labels === null) return;
  const pairs = JSON.parse(labels) as readonly (readonly [string, string])[];
  const statements = (text: (label: string) => string): readonly string[] =>
    pairs.map(([provider, label]) => `SECURITY LABEL FOR ${shownIdentifier(provider)} ON ${words} IS ${text(label)}`);
  addAbout(
    objects,
    'security label',
    `on ${key}`,
    statements(quoteLiteral),
    statements(() => 'NULL'),
    [about],
  );
}

function addGrants(objects: Objects, row: Row, about: string | null): void {
  const { kind, key, name, owner, acl, defaultAcl } = row;
  if (acl === null) return;
  const on = grantObjectOf(row);
  const isDefault = kind === 'default privileges';
  const grantees = aclItems(acl).map(({ grantee }) => grantee || 'public');
  const beyond = grantsBeyond(acl, defaultAcl ?? '', owner).toSorted((a, b) => grantees.indexOf(a.grantee) - grantees.indexOf(b.grantee));
  for (const { grantee } of beyond) {
    const identity = isDefault ? `${name} to ${grantee}` : `on ${key} to ${grantee}`;
    const { create, drop, grantors } = grantStatements(on, { acl, defaultAcl: defaultAcl ?? '', owner, grantee });
    const needs = isDefault ? [] : grantors.map((grantor) => `grant on ${key} to ${grantor}`);
    addAbout(objects, isDefault ? 'default privilege' : 'grant', identity, create, drop, [about, ...needs]);
  }
}

function grantObjectOf({ kind, name, words, more }: Row): GrantObject {
  if (kind === 'default privileges') return { before: `${words} `, target: `${more.objects}`, columns: '' };
  if (kind === 'column') {
    const at = lastDot(name);
    return { before: '', target: `TABLE ${name.slice(0, at)}`, columns: ` (${name.slice(at + 1)})` };
  }
  return { before: '', target: TARGETS[kind]?.(name) ?? words ?? '', columns: '' };
}

const TARGETS: Readonly<Record<string, (name: string) => string>> = {
  view: (name) => `TABLE ${name}`,
  'materialized view': (name) => `TABLE ${name}`,
  'foreign table': (name) => `TABLE ${name}`,
  aggregate: (name) => `FUNCTION ${name}`,
  function: (name) => `FUNCTION ${name}`,
  server: (name) => `FOREIGN SERVER ${name}`,
};

/** Where the name of a column begins, which may be quoted and hold dots. */
function lastDot(name: string): number {
  return name.endsWith('"') ? name.search(/\."(?:[^"]|"")*"$/u) : name.lastIndexOf('.');
}

function addAbout(
  objects: Objects,
  kind: string,
  identity: string,
  create: readonly string[],
  drop: readonly string[],
  needs: readonly (string | null)[],
): void {
  const key = `${kind} ${identity}`;
  const dependsOn = needs.filter((need) => need !== null);
  const none = { madeBy: null, completion: null, standIn: null, catalogUpdates: [], leftOut: null };
  objects.set(key, { key, kind, identity, create, drop, phase: 'after-data', dependsOn, ...none });
}

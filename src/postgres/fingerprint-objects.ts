import { createHash } from 'node:crypto';
import type { Fingerprint, FingerprintObject } from '../model/fingerprint.ts';
import { grantsBeyond, type Grant } from './privileges.ts';
import { WITHOUT_PREFIXES_SINCE, withoutPrefixes } from './view-prefixes.ts';

/** A row of sql/fingerprint/objects.sql: kind, name, number of the column, definition, detail, owner, comment, labels, ACL, default ACL, parent. */
export type FingerprintRow = readonly (string | null)[];

export interface FingerprintScope {
  /** Who owns an object does not count. */
  readonly withoutOwners?: boolean;
  /** Nor who may do what with it. */
  readonly withoutGrants?: boolean;
}

interface Keyed {
  readonly key: string;
  object: FingerprintObject & { position: number | null };
}

const PARENT = 10;
/** sql/fingerprint/relations.sql: the line before the query. */
const QUERY_OF_VIEW = '\nas\n';
/** The schema that every database has since it was made. */
const PUBLIC_SCHEMA = 'schema public';
const PUBLIC_SCHEMA_COMMENT = 'standard public schema';
/** sql/fingerprint/schemas.sql: its owner is the one that it has in each new database. */
const STANDARD_OWNER = 'standard owner';

/** The objects of the rows: each with its comment, labels and grants as further objects. */
export function toFingerprint(rows: readonly FingerprintRow[], serverVersionNum: number, scope: FingerprintScope): Fingerprint {
  const grants = rememberedGrants();
  const found: Keyed[] = [];
  for (const row of rows) addObjects(found, row, scope, grants);
  countPlaces(found);
  if (serverVersionNum < WITHOUT_PREFIXES_SINCE)
    for (const keyed of found) if (isView(keyed.object)) keyed.object = asPrintedLater(keyed.object);
  found.sort((a, b) => (a.key < b.key ? -1 : 1));
  const objects = new Map(found.map(({ key, object }) => [key, object]));
  return { serverVersionNum, digest: digestOf(found), objects };
}

// Many objects have the same privileges.
function rememberedGrants(): typeof grantsBeyond {
  const known = new Map<string, readonly Grant[]>();
  return (acl, defaultAcl, owner) => {
    const key = `${acl}\0${defaultAcl}\0${owner}`;
    const found = known.get(key) ?? grantsBeyond(acl, defaultAcl, owner);
    known.set(key, found);
    return found;
  };
}

function isView({ kind }: FingerprintObject): boolean {
  return kind === 'view' || kind === 'materialized view';
}

function asPrintedLater(view: FingerprintObject): FingerprintObject {
  const at = view.definition.indexOf(QUERY_OF_VIEW);
  return { ...view, definition: view.definition.slice(0, at) + withoutPrefixes(view.definition.slice(at)) };
}

// The numbers of columns have gaps where some were dropped.
function countPlaces(found: readonly Keyed[]): void {
  const columns = new Map<string | null, Keyed[]>();
  for (const column of found) {
    const { position, parent } = column.object;
    if (position === null) continue;
    const others = columns.get(parent);
    if (others === undefined) columns.set(parent, [column]);
    else others.push(column);
  }
  for (const ofTable of columns.values()) {
    ofTable.sort((a, b) => (a.object.position ?? 0) - (b.object.position ?? 0));
    for (const [at, { object }] of ofTable.entries()) object.position = at + 1;
  }
}

function addObjects(found: Keyed[], row: FingerprintRow, scope: FingerprintScope, grants: typeof grantsBeyond): void {
  const [
    kind,
    identity,
    place = null,
    definition = null,
    detail = null,
    owner = null,
    comment = null,
    labels = null,
    acl = null,
    byDefault,
  ] = row;
  if (typeof kind !== 'string' || typeof identity !== 'string') return;
  const key = `${kind} ${identity}`;
  const isOwnerTold = owner !== null && kind !== 'column' && definition !== STANDARD_OWNER && scope.withoutOwners !== true;
  if (definition !== null) {
    const text = isOwnerTold ? `owner ${owner}${definition === '' ? '' : `\n${definition}`}` : definition;
    found.push({
      key,
      object: { kind, identity, definition: text, detail, position: place === null ? null : Number(place), parent: row[PARENT] ?? null },
    });
  }
  if (comment !== null && (key !== PUBLIC_SCHEMA || comment !== PUBLIC_SCHEMA_COMMENT))
    addAbout(found, key, 'comment', `on ${key}`, comment);
  if (labels !== null) addAbout(found, key, 'security label', `on ${key}`, labels);
  if (acl === null || scope.withoutGrants === true) return;
  const [ofKind, about] = kind === 'default privileges' ? ['default privilege', identity] : ['grant', `on ${key}`];
  for (const { grantee, text } of grants(acl, byDefault ?? '', owner)) addAbout(found, key, ofKind ?? '', `${about} to ${grantee}`, text);
}

function addAbout(found: Keyed[], parent: string, kind: string, identity: string, definition: string): void {
  found.push({ key: `${kind} ${identity}`, object: { kind, identity, definition, detail: null, position: null, parent } });
}

// No text of PostgreSQL has a NUL in it.
function digestOf(sorted: readonly Keyed[]): string {
  let text = '';
  for (const { key, object } of sorted) text += `${key}\0${object.position}\0${object.definition}\0${object.detail ?? ''}\0`;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

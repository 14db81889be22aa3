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

type CountedObject = FingerprintObject & { position: number | null };
type Found = Map<string, CountedObject>;

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
  const found: Found = new Map();
  for (const row of rows) addObjects(found, row, scope, grants);
  countPlaces(found);
  if (serverVersionNum < WITHOUT_PREFIXES_SINCE)
    for (const [key, object] of found) if (isView(object)) found.set(key, asPrintedLater(object));
  const objects: Found = new Map();
  // Sorted without a function of ours, which is several times faster in a process that has just started.
  for (const key of [...found.keys()].toSorted()) objects.set(key, found.get(key) as CountedObject);
  return { serverVersionNum, digest: digestOf(objects), objects };
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

function asPrintedLater(view: CountedObject): CountedObject {
  const at = view.definition.indexOf(QUERY_OF_VIEW);
  return { ...view, definition: view.definition.slice(0, at) + withoutPrefixes(view.definition.slice(at)) };
}

// The numbers of columns have gaps where some were dropped.
function countPlaces(found: Found): void {
  const columns = new Map<string | null, CountedObject[]>();
  for (const object of found.values()) {
    if (object.position === null) continue;
    const others = columns.get(object.parent);
    if (others === undefined) columns.set(object.parent, [object]);
    else others.push(object);
  }
  for (const ofTable of columns.values()) {
    ofTable.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
    for (let at = 0; at < ofTable.length; at++) (ofTable[at] as CountedObject).position = at + 1;
  }
}

function addObjects(found: Found, row: FingerprintRow, scope: FingerprintScope, grants: typeof grantsBeyond): void {
  const kind = row[0] ?? '';
  const identity = row[1] ?? '';
  const place = row[2] ?? null;
  const definition = row[3] ?? null;
  const owner = row[5] ?? null;
  const comment = row[6] ?? null;
  const labels = row[7] ?? null;
  const acl = row[8] ?? null;
  const key = `${kind} ${identity}`;
  if (definition !== null) {
    const isOwnerTold = owner !== null && kind !== 'column' && definition !== STANDARD_OWNER && scope.withoutOwners !== true;
    const text = isOwnerTold ? `owner ${owner}${definition === '' ? '' : `\n${definition}`}` : definition;
    const position = place === null ? null : Number(place);
    found.set(key, { kind, identity, definition: text, detail: row[4] ?? null, position, parent: row[10] ?? null });
  }
  if (comment !== null && (key !== PUBLIC_SCHEMA || comment !== PUBLIC_SCHEMA_COMMENT))
    addAbout(found, key, 'comment', `on ${key}`, comment);
  if (labels !== null) addAbout(found, key, 'security label', `on ${key}`, labels);
  if (acl === null || scope.withoutGrants === true) return;
  const isDefault = kind === 'default privileges';
  for (const { grantee, text } of grants(acl, row[9] ?? '', owner)) {
    if (isDefault) addAbout(found, key, 'default privilege', `${identity} to ${grantee}`, text);
    else addAbout(found, key, 'grant', `on ${key} to ${grantee}`, text);
  }
}

function addAbout(found: Found, parent: string, kind: string, identity: string, definition: string): void {
  found.set(`${kind} ${identity}`, { kind, identity, definition, detail: null, position: null, parent });
}

// No text of PostgreSQL has a NUL in it.
function digestOf(sorted: Found): string {
  let text = '';
  for (const [key, object] of sorted) text += `${key}\0${object.position}\0${object.definition}\0${object.detail ?? ''}\0`;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

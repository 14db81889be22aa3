import { createHash } from 'node:crypto';
import type { Fingerprint, FingerprintObject } from '../model/fingerprint.ts';
import { grantsBeyond } from './privileges.ts';

/** A row of sql/fingerprint/objects.sql. */
export type FingerprintRow = readonly (string | null)[];

export interface FingerprintScope {
  readonly withoutOwners?: boolean;
  readonly withoutGrants?: boolean;
}

const STANDARD_COMMENT = 'standard public schema';

/** The objects of the rows: each with its comment, labels and grants as further objects. */
export function toFingerprint(rows: readonly FingerprintRow[], serverVersionNum: number, scope: FingerprintScope): Fingerprint {
  const all = rows.flatMap((row) => objectsOf(row, serverVersionNum, scope));
  const objects = new Map(
    all.map((object) => [`${object.kind} ${object.identity}`, object] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { serverVersionNum, digest: digestOf(objects), objects };
}

function objectsOf(row: FingerprintRow, serverVersionNum: number, scope: FingerprintScope): FingerprintObject[] {
  const [
    kind = '',
    identity = '',
    place = null,
    definition = null,
    detail = null,
    owner = null,
    comment = null,
    labels = null,
    acl = null,
    defaultAcl = null,
    parent = null,
  ] = row;
  if (kind === null || identity === null) return [];
  const found: FingerprintObject[] = [];
  const key = `${kind} ${identity}`;
  if (definition !== null) {
    const ownerLine =
      owner === null || scope.withoutOwners === true || isStandardOwner(key, owner, serverVersionNum) ? [] : [`owner ${owner}`];
    const text = [...ownerLine, ...(definition === '' ? [] : [definition])].join('\n');
    found.push({ kind, identity, definition: text, detail, position: place === null ? null : Number(place), parent });
  }
  const about = (ofKind: string, name: string, text: string): FingerprintObject => ({
    kind: ofKind,
    identity: name,
    definition: text,
    detail: null,
    position: null,
    parent: key,
  });
  if (comment !== null && !(key === 'schema public' && comment === STANDARD_COMMENT)) found.push(about('comment', `on ${key}`, comment));
  if (labels !== null) found.push(about('security label', `on ${key}`, labels));
  if (acl !== null && scope.withoutGrants !== true) {
    const isDefault = kind === 'default privileges';
    for (const { grantee, text } of grantsBeyond(acl, defaultAcl ?? '', owner)) {
      const [ofKind, name] = isDefault ? ['default privilege', `${identity} to ${grantee}`] : ['grant', `on ${key} to ${grantee}`];
      found.push(about(ofKind, name, text));
    }
  }
  return found;
}

// Of the schema that every new database has: the owner of the database since 15, the first superuser before, whose name is not ours to tell.
function isStandardOwner(key: string, owner: string, serverVersionNum: number): boolean {
  return key === 'schema public' && serverVersionNum >= 150_000 && owner === 'pg_database_owner';
}

function digestOf(objects: ReadonlyMap<string, FingerprintObject>): string {
  const hash = createHash('sha256');
  for (const [key, { definition, detail, position }] of objects) hash.update(`${JSON.stringify([key, position, definition, detail])}\n`);
  return `sha256:${hash.digest('hex')}`;
}

import type { FingerprintObject } from '../../model/fingerprint.ts';
import { splitName } from '../identity.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import type { Objects } from './alteration.ts';

const GRANT_OPTION = ' with grant option';
const PUBLIC = 'public';
/** What everybody may do with a new object (manual, table 5.2). */
const PUBLIC_BY_DEFAULT: Readonly<Record<string, readonly string[]>> = {
  function: ['EXECUTE'],
  procedure: ['EXECUTE'],
  aggregate: ['EXECUTE'],
  type: ['USAGE'],
  domain: ['USAGE'],
  language: ['USAGE'],
};
const PUBLIC_SCHEMA = 'schema public';
const USAGE_ONLY_SINCE = 150_000;
/** How GRANT names kinds that it names otherwise. */
const GRANT_KINDS: Readonly<Record<string, string>> = {
  table: '',
  'foreign table': '',
  view: '',
  'materialized view': '',
  sequence: 'SEQUENCE ',
  function: 'FUNCTION ',
  procedure: 'PROCEDURE ',
  aggregate: 'FUNCTION ',
  type: 'TYPE ',
  domain: 'DOMAIN ',
  schema: 'SCHEMA ',
  language: 'LANGUAGE ',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER ',
  server: 'FOREIGN SERVER ',
};

/** Where a privilege holds, and what a grantee has there when nobody has said anything. */
interface Place {
  /** `ON SCHEMA app`. */
  readonly on: string;
  /** `(email)` of a column, else empty. */
  readonly columns: string;
  /** `ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA b `, else empty. */
  readonly prefix: string;
  readonly grantee: string;
  /** Null: all that there are, which the owner has. */
  readonly byDefault: readonly string[] | null;
}

/** GRANT and REVOKE that lead from one set of privileges of a grantee to another; null: those that nobody has changed. */
export function alterGrant(
  before: FingerprintObject | null,
  after: FingerprintObject | null,
  objects: Objects,
  version: number,
): readonly SchemaStatement[] {
  const grant = after ?? before;
  if (grant === null) return [];
  const place = grant.kind === 'grant' ? placeOf(grant, objects, version) : defaultPlaceOf(grant);
  return place === null ? [] : between(privilegesOf(before), privilegesOf(after), place);
}

function between(before: readonly string[] | null, after: readonly string[] | null, place: Place): readonly SchemaStatement[] {
  const wanted = after ?? place.byDefault;
  const given = before ?? place.byDefault;
  if (wanted === null) return [grantOf(['ALL'], place, false)];
  // What the owner has by default is not told one by one.
  if (given === null) return [revokeOf(['ALL'], place, ''), ...grantsOf(wanted, place)];
  const gone = given.filter((one) => !wanted.includes(one));
  const come = wanted.filter((one) => !given.includes(one));
  const options = gone.filter((one) => one.endsWith(GRANT_OPTION) && wanted.includes(bare(one))).map(bare);
  const privileges = gone.map(bare).filter((one) => !wanted.includes(one) && !wanted.includes(`${one}${GRANT_OPTION}`));
  return [
    ...(privileges.length > 0 ? [revokeOf(privileges, place, '')] : []),
    ...(options.length > 0 ? [revokeOf(options, place, 'GRANT OPTION FOR ')] : []),
    ...grantsOf(
      come.filter((one) => !options.includes(one)),
      place,
    ),
  ];
}

function grantsOf(privileges: readonly string[], place: Place): readonly SchemaStatement[] {
  const plain = privileges.filter((one) => !one.endsWith(GRANT_OPTION));
  const further = privileges.filter((one) => one.endsWith(GRANT_OPTION)).map(bare);
  return [...(plain.length > 0 ? [grantOf(plain, place, false)] : []), ...(further.length > 0 ? [grantOf(further, place, true)] : [])];
}

function grantOf(privileges: readonly string[], { prefix, on, columns, grantee }: Place, isGrantable: boolean): SchemaStatement {
  const list = privileges.map((one) => `${one}${columns}`).join(', ');
  return keeping(`${prefix}GRANT ${list} ${on} TO ${roleOf(grantee)}${isGrantable ? ' WITH GRANT OPTION' : ''}`);
}

function revokeOf(privileges: readonly string[], { prefix, on, columns, grantee }: Place, option: string): SchemaStatement {
  const list = privileges.map((one) => `${one}${columns}`).join(', ');
  return keeping(`${prefix}REVOKE ${option}${list} ${on} FROM ${roleOf(grantee)}`);
}

function roleOf(grantee: string): string {
  return grantee === PUBLIC ? 'PUBLIC' : grantee;
}

function bare(privilege: string): string {
  return privilege.replace(GRANT_OPTION, '');
}

// What somebody else than the owner has granted can be granted only by that role.
function privilegesOf(grant: FingerprintObject | null): readonly string[] | null {
  if (grant === null) return null;
  return grant.definition === 'nothing' ? [] : grant.definition.split('\n').map((line) => line.replace(/ granted by .*$/u, ''));
}

function placeOf({ identity, parent }: FingerprintObject, objects: Objects, version: number): Place | null {
  if (parent === null || !identity.startsWith(`on ${parent} to `)) return null;
  const grantee = identity.slice(`on ${parent} to `.length);
  const kind = kindOf(parent);
  const name = parent.slice(kind.length + 1);
  const common = { prefix: '', grantee };
  if (kind === 'column') {
    const [relation, column] = splitName(name);
    return { ...common, on: `ON ${relation}`, columns: ` (${column})`, byDefault: [] };
  }
  const owner = /^owner ([^\n]*)/u.exec(objects.get(parent)?.definition ?? '')?.[1];
  const byDefault = grantee === PUBLIC ? publicDefault(parent, kind, version) : grantee === owner ? null : [];
  return { ...common, on: `ON ${GRANT_KINDS[kind] ?? ''}${name}`, columns: '', byDefault };
}

function publicDefault(key: string, kind: string, version: number): readonly string[] {
  if (key === PUBLIC_SCHEMA) return version >= USAGE_ONLY_SINCE ? ['USAGE'] : ['CREATE', 'USAGE'];
  return PUBLIC_BY_DEFAULT[kind] ?? [];
}

function kindOf(key: string): string {
  return (
    [...Object.keys(GRANT_KINDS), 'column'].filter((kind) => key.startsWith(`${kind} `)).toSorted((a, b) => b.length - a.length)[0] ?? ''
  );
}

/** `of postgres on tables in schema app to reader` */
function defaultPlaceOf({ identity, parent }: FingerprintObject): Place | null {
  const [, role, what = '', schema] =
    /^default privileges of ("(?:[^"]|"")*"|\S+) on (\w+(?: objects)?)(?: in schema (.*))?$/su.exec(parent ?? '') ?? [];
  if (role === undefined || parent === null) return null;
  const grantee = identity.slice(`${parent.slice('default privileges '.length)} to `.length);
  const byPublic = schema === undefined ? (PUBLIC_BY_DEFAULT[what.replace(/s$/u, '')] ?? []) : [];
  const isOwner = grantee === role && schema === undefined;
  return {
    prefix: `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${schema === undefined ? '' : ` IN SCHEMA ${schema}`} `,
    on: `ON ${what.toUpperCase()}`,
    columns: '',
    grantee,
    byDefault: isOwner ? null : grantee === PUBLIC ? byPublic : [],
  };
}

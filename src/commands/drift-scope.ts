import type { Fingerprint, FingerprintObject } from '../model/fingerprint.ts';
import { nameParts, splitOn } from '../schema/identity.ts';
import { shownIdentifier } from '../syntax/shown-identifier.ts';

/** The schema of ours in a target: gates and journal. */
export const CONTROL_SCHEMA = 'flyback';

type Objects = Fingerprint['objects'];
type Named = Pick<FingerprintObject, 'kind' | 'identity'> & { readonly definition?: string };

const ABOUT: ReadonlySet<string> = new Set(['comment', 'security label', 'grant']);
const ON_RELATION: ReadonlySet<string> = new Set(['constraint', 'trigger', 'rule', 'policy']);
/** Kinds that have no schema. */
const OF_DATABASE: ReadonlySet<string> = new Set([
  'cast',
  'transform',
  'language',
  'access method',
  'foreign-data wrapper',
  'server',
  'user mapping',
  'publication',
  'subscription',
]);

/** Which objects a history is about: those in the schemas that are configured or that it makes, and what belongs to the database as a whole. */
export class DriftScope {
  readonly schemas: ReadonlySet<string>;
  readonly #made: Objects;
  readonly #target: Objects;
  readonly #initial: Objects;

  /** `initial`: the sandbox before the first migration. `configured`: names of schemas, unquoted. */
  constructor(configured: readonly string[], initial: Fingerprint, replayed: Fingerprint, target: Fingerprint) {
    this.#initial = initial.objects;
    this.#made = replayed.objects;
    this.#target = target.objects;
    const made = [...replayed.objects.values()].filter(({ kind, identity }) => !initial.objects.has(`${kind} ${identity}`));
    const schemas = [...configured.map(shownIdentifier), ...made.flatMap((object) => schemaOf(object) ?? [])];
    this.schemas = new Set(schemas.filter((schema) => schema !== CONTROL_SCHEMA));
  }

  /** Whether an object is one that the history is about. */
  has(key: string): boolean {
    const object = this.#made.get(key) ?? this.#target.get(key);
    return object === undefined ? this.#hasNamed(namedBy(key)) : this.#has(object);
  }

  // What is neither here nor there, but on the way: an index that still has its old name.
  #hasNamed(named: Named): boolean {
    if (ABOUT.has(named.kind)) return this.has(named.identity.replace(/^on /u, '').replace(/ to (?:"(?:[^"]|"")*"|\S+)$/u, ''));
    const schema = schemaOf(named);
    return schema !== null && this.schemas.has(schema);
  }

  #has(object: FingerprintObject): boolean {
    if (ABOUT.has(object.kind)) return this.#hasAbout(object);
    const schema = object.kind === 'column' || object.kind === 'default privilege' ? schemaOfParent(object) : schemaOf(object);
    return schema === null || this.schemas.has(schema);
  }

  // Of objects that came with the server or an extension only what the history itself says of them.
  #hasAbout({ parent, kind, identity }: FingerprintObject): boolean {
    const about = this.#made.get(parent ?? '') ?? this.#target.get(parent ?? '');
    if (about !== undefined) return this.#has(about);
    const named = namedBy(parent ?? '');
    const schema = schemaOf(named);
    if (schema !== null && this.schemas.has(schema) && named.kind === 'column') return true;
    const key = `${kind} ${identity}`;
    return this.#made.has(key) && !this.#initial.has(key);
  }
}

function schemaOfParent({ kind, identity, parent }: FingerprintObject): string | null {
  if (kind === 'default privilege') return / in schema ((?:"(?:[^"]|"")*"|[^\s"])+) to /u.exec(identity)?.[1] ?? null;
  return schemaOf(namedBy(parent ?? ''));
}

/** The schema that an object is in, as it is quoted in names; null: it is in none. */
function schemaOf({ kind, identity, definition = '' }: Named): string | null {
  switch (kind) {
    case 'schema':
      return identity;
    case 'extension':
      return /^schema (.*)$/mu.exec(definition)?.[1] ?? null;
    case 'event trigger':
      return firstOf(/^execute (.*)$/mu.exec(definition)?.[1] ?? '');
    case 'publication schema':
      return identity.slice(0, identity.lastIndexOf(' in '));
    default:
      if (OF_DATABASE.has(kind)) return null;
      return firstOf(ON_RELATION.has(kind) ? splitOn(identity)[1] : identity);
  }
}

/** `app` of `app.orders`, `app.twice(integer)`; null: the name has no schema, as those of the system. */
function firstOf(name: string): string | null {
  const parts = nameParts(name.replace(/\(.*$/su, ''));
  return parts.length > 1 ? (parts[0] ?? null) : null;
}

const KINDS_OF_WORDS =
  /^(?:foreign table|materialized view|event trigger|operator class|operator family|text search \w+|access method|user mapping|foreign-data wrapper|publication table|publication schema|\S+) /u;

function namedBy(key: string): Named {
  const kind = KINDS_OF_WORDS.exec(key)?.[0] ?? '';
  return { kind: kind.trimEnd(), identity: key.slice(kind.length) };
}

import type { FingerprintObject } from '../../model/fingerprint.ts';
import { columnProperties } from '../alter/columns.ts';
import { isDetached } from '../alter/relations.ts';
import type { Dependents } from './schema-state.ts';
import { sourceAbove } from './together.ts';

type Objects = ReadonlyMap<string, FingerprintObject>;

/** What refers to a column in a way that no other type can take the place of its type (tablecmds.c, RememberAllDependentForRebuilding). */
const BOUND_TO_TYPE: ReadonlySet<string> = new Set([
  'view',
  'materialized view',
  'rule',
  'policy',
  'trigger',
  'function',
  'procedure',
  'publication table',
]);
/** What is never dropped only because something that it needs is made anew. */
const KEPT: ReadonlySet<string> = new Set(['table', 'foreign table', 'sequence', 'schema', 'extension', 'type', 'domain']);

/** What has to go and come back, besides what differs. */
export interface Replacement {
  /** Keys of all that is dropped, what goes with something else included. */
  readonly gone: ReadonlySet<string>;
  /** Columns and composite types that let go of what is dropped: of a function in their default, of their type. */
  readonly released: ReadonlyMap<string, Release>;
}

/** What a column gives up for a while. */
export interface Release {
  readonly isDefault: boolean;
  readonly isType: boolean;
}

/** What is known when one asks what else has to go. */
export interface ReplacementScene {
  readonly before: Objects;
  readonly after: Objects;
  readonly dependents: Dependents;
  readonly dependentsAfter: Dependents;
  /** Keys of what is altered where it stands. */
  readonly altered: ReadonlySet<string>;
  readonly isInScope: (key: string) => boolean;
}

/** Follows dependencies from what is dropped, and from columns whose type changes, to all that cannot stay meanwhile. */
export function replacement(dropped: Iterable<string>, retyped: Iterable<string>, scene: ReplacementScene): Replacement {
  const gone = new Set<string>();
  const released = new Map<string, Release>();
  const queue: string[] = [];
  const drop = (key: string): void => {
    if (gone.has(key)) return;
    gone.add(key);
    queue.push(key);
    for (const member of scene.dependents.membersOf(key)) drop(member);
    const above = wholeOf(key);
    if (above !== null && scene.isInScope(above)) drop(above);
  };
  // A part of an index goes only with the whole, unless its table goes or leaves.
  const wholeOf = (key: string): string | null => {
    const object = scene.before.get(key);
    if (object === undefined || (object.kind !== 'index' && object.kind !== 'constraint')) return null;
    const table = object.parent ?? '';
    return gone.has(table) || !scene.after.has(table) || isDetached(table, scene.before, scene.after)
      ? null
      : sourceAbove(object, scene.before);
  };
  const retype = (column: string): void => {
    for (const key of scene.dependents.of(column)) {
      const object = scene.before.get(key);
      if (object !== undefined && isBoundToType(object) && scene.isInScope(key)) drop(key);
    }
  };
  for (const key of dropped) drop(key);
  for (const column of retyped) retype(column);
  for (let needed = queue.shift(); needed !== undefined; needed = queue.shift()) {
    for (const key of scene.dependents.of(needed)) {
      if (gone.has(key) || !scene.isInScope(key)) continue;
      if (scene.altered.has(key) && !scene.dependentsAfter.needs(key, needed)) continue;
      const object = scene.before.get(key);
      if (object !== undefined && isReleasable(object)) {
        const release = releaseOf(object, needed, released.get(key));
        released.set(key, release);
        if (release.isType) retype(key);
      } else if (!KEPT.has(object?.kind ?? '')) drop(key);
    }
  }
  return { gone, released };
}

/** The columns of a foreign key may change together, one after the other. */
function isBoundToType(object: FingerprintObject): boolean {
  return (
    BOUND_TO_TYPE.has(object.kind) || isComputed(object) || (object.kind === 'constraint' && object.definition.startsWith('FOREIGN KEY '))
  );
}

function isComputed(object: FingerprintObject): boolean {
  return object.kind === 'column' && columnProperties(object).has('generated always as');
}

/** Columns, and composite types for the types of their attributes. */
function isReleasable(object: FingerprintObject): boolean {
  if (object.kind === 'type') return /^(?:owner [^\n]*\n)?composite$/mu.test(object.definition);
  return object.kind === 'column' && !isComputed(object);
}

/** The type is part of the column's definition; everything else that it needs is needed by its default. */
function releaseOf(column: FingerprintObject, needed: string, former: Release | undefined): Release {
  if (column.kind === 'type') return { isType: true, isDefault: false };
  const type = /^(?:type|domain) (.*)$/su.exec(needed)?.[1];
  const properties = columnProperties(column);
  const isType = type !== undefined && (properties.get('type') ?? '').replace(/(?:\[\])+$/u, '') === type;
  return { isType: isType || former?.isType === true, isDefault: properties.has('default') };
}

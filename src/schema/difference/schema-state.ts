import type { Fingerprint } from '../../model/fingerprint.ts';
import type { Schema, SchemaObject } from '../schema.ts';

/** A schema as what it is (to compare) and as the statements that make it. */
export interface SchemaState {
  readonly fingerprint: Fingerprint;
  readonly schema: Schema;
}

/** Who needs whom among the objects of a schema. */
export class Dependents {
  readonly #objects: ReadonlyMap<string, SchemaObject>;
  readonly #of = new Map<string, string[]>();
  readonly #members = new Map<string, string[]>();

  constructor(schema: Schema) {
    this.#objects = schema.objects;
    for (const object of schema.objects.values()) {
      for (const need of needsOf(object)) add(this.#of, need, object.key);
      if (object.madeBy !== null) add(this.#members, object.madeBy, object.key);
    }
  }

  /** Keys of the objects that cannot be without this one. */
  of(key: string): readonly string[] {
    return this.#of.get(key) ?? [];
  }

  /** Keys of what comes and goes with this one. */
  membersOf(key: string): readonly string[] {
    return this.#members.get(key) ?? [];
  }

  /** Whether an object needs another one, directly. */
  needs(key: string, needed: string): boolean {
    const object = this.#objects.get(key);
    return object !== undefined && needsOf(object).includes(needed);
  }
}

/** Keys of all that an object needs to be whole. */
export function needsOf({ dependsOn, completion }: SchemaObject): readonly string[] {
  return completion === null ? dependsOn : [...dependsOn, ...completion.dependsOn];
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

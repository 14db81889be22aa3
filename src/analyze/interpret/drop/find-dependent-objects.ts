import type { WorldObject } from '../../world/objects.ts';
import type { DependencyReader } from './dependency-reader.ts';
import type { Edge } from './edge.ts';

/** How an object came to be dropped (DEPFLAG_*, dependency.c). */
export type DeletionFlag = 'original' | 'normal' | 'auto' | 'internal' | 'partition' | 'extension' | 'reverse';

/** An object that will be dropped. */
export interface DeletionTarget {
  readonly object: WorldObject;
  readonly flags: Set<DeletionFlag>;
  /** It belongs to a partition's parent and may only go along with it. */
  readonly isPart: boolean;
}

/** An object that can only be dropped with its owner. */
export interface RequiredOwner {
  readonly object: WorldObject;
  readonly owner: WorldObject;
}

/** Follows dependencies as findDependentObjects (dependency.c) does; `targets` are in the order in which they are deleted. */
export class DependentObjectSearch {
  readonly targets: Map<WorldObject, DeletionTarget> = new Map();
  /** The first object that was named without its owner. */
  required: RequiredOwner | null = null;
  readonly #reader: DependencyReader;
  readonly #pending: ReadonlySet<WorldObject>;
  readonly #lock: (object: WorldObject, flag: DeletionFlag) => void;
  readonly #stack = new Map<WorldObject, DeletionTarget>();

  constructor(reader: DependencyReader, pending: readonly WorldObject[], lock: (object: WorldObject, flag: DeletionFlag) => void) {
    this.#reader = reader;
    this.#pending = new Set(pending);
    this.#lock = lock;
  }

  find(object: WorldObject, flag: DeletionFlag): void {
    if (this.#isCovered(object, flag)) return;
    const owners = this.#reader.ownersOf(object);
    const redirect = owners.find((edge) => edge.type !== 'partition' && !this.#isOnStack(edge.object));
    if (redirect !== undefined) {
      this.#findOwner(object, redirect, flag);
      return;
    }
    const target: DeletionTarget = { object, flags: new Set([flag]), isPart: owners.some(({ type }) => type === 'partition') };
    this.#stack.set(object, target);
    this.#findDependents(object);
    this.#stack.delete(object);
    this.targets.set(object, target);
  }

  #findDependents(object: WorldObject): void {
    const dependents = this.#reader.dependentsOf(object).filter((edge) => !isPartOf(edge.object, object));
    for (const edge of dependents) this.#lock(edge.object, flagOf(edge));
    for (const edge of dependents) this.find(edge.object, flagOf(edge));
  }

  /** The owner is dropped in place of the object; when nothing but the object was named, the server refuses. */
  #findOwner(object: WorldObject, { object: owner }: Edge, flag: DeletionFlag): void {
    if (this.#stack.size === 0) {
      if (!this.#pending.has(owner)) this.required ??= { object, owner };
      return;
    }
    this.#lock(owner, 'reverse');
    this.find(owner, 'reverse');
    this.targets.get(object)?.flags.add(flag);
  }

  #isCovered(object: WorldObject, flag: DeletionFlag): boolean {
    const known = this.targets.get(object) ?? this.#stack.get(object);
    if (known !== undefined) {
      known.flags.add(flag);
      return true;
    }
    return object.kind === 'column' && (this.targets.has(object.relation) || this.#isOnStack(object.relation));
  }

  #isOnStack(object: WorldObject): boolean {
    return this.#stack.has(object) || (object.kind === 'column' && this.#stack.has(object.relation));
  }
}

function flagOf({ type }: Edge): DeletionFlag {
  return type;
}

function isPartOf(object: WorldObject, whole: WorldObject): boolean {
  return object === whole || (object.kind === 'column' && object.relation === whole);
}

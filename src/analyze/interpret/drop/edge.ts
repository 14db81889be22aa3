import type { DependencyType, WorldObject } from '../../world/objects.ts';

/** An object at the other end of a dependency. */
export interface Edge {
  readonly object: WorldObject;
  readonly type: DependencyType;
}

/** Dependencies of one kind. */
export function edges(type: DependencyType, objects: readonly WorldObject[]): readonly Edge[] {
  return objects.map((object): Edge => ({ object, type }));
}

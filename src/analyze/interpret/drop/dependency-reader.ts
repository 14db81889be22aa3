import { defaultOf as recordedDefault } from '../column-default.ts';
import type { Attachment, Column, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { structuralDependents } from './dependents.ts';
import type { Edge } from './edge.ts';
import { structuralOwners } from './owners.ts';

/** The dependencies of the world as pg_depend would have them: those recorded, and those that the objects' own fields say. */
export class DependencyReader {
  readonly #world: World;
  readonly #defaults = new Map<Column, Attachment>();

  constructor(world: World) {
    this.#world = world;
  }

  /** What depends on an object; of a relation also what depends on its columns. */
  dependentsOf(object: WorldObject): readonly Edge[] {
    const recorded = this.#recordedDependents(object);
    const known = new Set(recorded.map((edge) => edge.object));
    const structural = structuralDependents(this.#world, object, (column) => this.defaultOf(column));
    const ofColumns = object.kind === 'relation' ? object.columns.flatMap((column) => this.#recordedDependents(column)) : [];
    return [...recorded, ...structural.filter((edge) => !known.has(edge.object)), ...ofColumns];
  }

  /** What an object belongs to: it cannot go without it (internal, extension, partition). */
  ownersOf(object: WorldObject): readonly Edge[] {
    const recorded = this.#world
      .references(object)
      .filter(({ type }) => type !== 'normal' && type !== 'auto')
      .map(({ on, type }): Edge => ({ object: on, type }));
    const known = new Set(recorded.map((edge) => edge.object));
    return [...recorded, ...structuralOwners(object).filter((edge) => !known.has(edge.object))];
  }

  /** The default of a column as an object of its own (pg_attrdef). */
  defaultOf(column: Column): Attachment {
    const known = recordedDefault(this.#world, column) ?? this.#defaults.get(column);
    if (known !== undefined) return known;
    const made: Attachment = {
      id: -column.id,
      kind: 'attachment',
      what: 'default',
      name: column.name,
      schema: null,
      relation: column.relation,
      columns: [column],
      definition: null,
      isNew: column.isNew,
      isDropped: false,
      owner: column.owner,
      isExtensionMember: false,
    };
    this.#defaults.set(column, made);
    return made;
  }

  #recordedDependents(object: WorldObject): readonly Edge[] {
    return this.#world
      .dependents(object)
      .filter(({ dependent }) => isStillTrue(dependent, object))
      .map(({ dependent, type }): Edge => ({ object: this.#asDependent(dependent, object), type }));
  }

  /** A column needs a sequence or a function only through its default. */
  #asDependent(dependent: WorldObject, on: WorldObject): WorldObject {
    const isThroughDefault = on.kind === 'function' || (on.kind === 'relation' && on.relkind === 'sequence');
    return dependent.kind === 'column' && isThroughDefault ? this.defaultOf(dependent) : dependent;
  }
}

/** ALTER COLUMN TYPE may have taken a column away from a type since the dependency was recorded. */
function isStillTrue(dependent: WorldObject, on: WorldObject): boolean {
  if (dependent.isDropped) return false;
  return dependent.kind !== 'column' || on.kind !== 'type' || dependent.use.type === on;
}

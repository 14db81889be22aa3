import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import type {
  Attachment,
  Column,
  Constraint,
  DependencyType,
  FunctionObject,
  Relation,
  SchemaObject,
  TypeObject,
  WorldObject,
} from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { defaultOf as recordedDefault } from '../column-default.ts';
import { indexesWithClassesOf } from './extension-indexes.ts';
import { ReverseIndex } from './reverse-index.ts';

/** An object at the other end of a dependency. */
export interface Edge {
  readonly object: WorldObject;
  readonly type: DependencyType;
}

/** The dependencies of the world as pg_depend would have them: those recorded, and those that the objects' own fields say. */
export class DependencyReader {
  readonly #world: World;
  readonly #defaults = new Map<Column, Attachment>();
  #reverse: ReverseIndex | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** What depends on an object; of a relation also what depends on its columns. */
  dependentsOf(object: WorldObject): readonly Edge[] {
    const recorded = this.#world
      .dependents(object)
      .filter(({ dependent }) => isStillTrue(dependent, object))
      .map(({ dependent, type }): Edge => ({ object: this.#asDependent(dependent, object), type }));
    const known = new Set(recorded.map((edge) => edge.object));
    const edges = [...recorded, ...this.#structuralDependents(object).filter((edge) => !known.has(edge.object))];
    if (object.kind === 'relation') for (const column of object.columns) edges.push(...this.dependentsOf(column));
    return edges;
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

  get #index(): ReverseIndex {
    this.#reverse ??= new ReverseIndex(this.#world, (column) => this.defaultOf(column));
    return this.#reverse;
  }

  /** A column needs a sequence or a function only through its default. */
  #asDependent(dependent: WorldObject, on: WorldObject): WorldObject {
    const isThroughDefault = on.kind === 'function' || (on.kind === 'relation' && on.relkind === 'sequence');
    return dependent.kind === 'column' && isThroughDefault ? this.defaultOf(dependent) : dependent;
  }

  #structuralDependents(object: WorldObject): readonly Edge[] {
    switch (object.kind) {
      case 'schema':
        return schemaMembers(this.#world, object);
      case 'relation':
        return this.#relationDependents(object);
      case 'column':
        return this.#columnDependents(object);
      case 'constraint':
        return this.#constraintDependents(object);
      case 'type':
        return this.#typeDependents(object);
      case 'function':
        return this.#functionDependents(object);
      case 'attachment':
        return this.#attachmentDependents(object);
      default:
        return [];
    }
  }

  #attachmentDependents({ what, name }: Attachment): readonly Edge[] {
    switch (what) {
      case 'language':
        return edges(
          'normal',
          this.#world.allFunctions().filter(({ language }) => language === name),
        );
      case 'access-method':
        return edges(
          'normal',
          this.#world.allRelations().filter(({ index, accessMethod }) => (index?.method ?? accessMethod) === name),
        );
      case 'text-search-configuration':
        return edges('normal', this.#index.usersOfConfiguration(name));
      case 'operator':
        return edges('normal', this.#index.usersOfOperator(name));
      case 'extension':
        return edges('normal', indexesWithClassesOf(this.#world, name));
      case 'collation':
        return edges('normal', this.#index.usersOfCollation(name));
      default:
        return [];
    }
  }

  #relationDependents(relation: Relation): readonly Edge[] {
    const partitions = relation.children.filter(({ partitionBound }) => partitionBound !== null);
    const heirs = relation.children.filter(({ partitionBound }) => partitionBound === null);
    return [
      ...edges('auto', [...relation.indexes, ...relation.constraints, ...relation.triggers, ...relation.rules, ...relation.policies]),
      ...edges('auto', this.#index.attachmentsOf(relation)),
      ...edges('auto', partitions),
      ...edges('normal', heirs),
      ...edges('normal', this.#index.foreignKeysTo(relation)),
      ...edges('partition', relation.index === null ? [] : childIndexes(relation)),
      ...edges('normal', relation.index === null ? [] : this.#foreignKeysNeeding(relation)),
      ...edges(
        'internal',
        this.#world.allTypes().filter((type) => type.relation === relation),
      ),
      ...edges('normal', relation.relkind === 'sequence' ? this.#index.usersInExpressions(relation) : []),
    ];
  }

  #foreignKeysNeeding(index: Relation): readonly Constraint[] {
    const definition = index.index;
    if (definition === null || !definition.isUnique) return [];
    return this.#index
      .foreignKeysTo(definition.table)
      .filter((key) => key.index === index || (key.index === null && hasSameColumns(index, key)));
  }

  #columnDependents(column: Column): readonly Edge[] {
    const { relation } = column;
    const found: Edge[] = [
      ...edges(
        'auto',
        relation.indexes.filter((index) => usesColumn(index, column)),
      ),
      ...edges(
        'auto',
        relation.constraints.filter((constraint) => isOverColumn(constraint, column)),
      ),
      ...edges(
        'normal',
        relation.triggers.filter(({ columns }) => columns.includes(column)),
      ),
      ...edges(
        'normal',
        this.#index.foreignKeysTo(relation).filter(({ referencedColumns }) => referencedColumns.includes(column)),
      ),
      ...edges(column.identity === '' ? 'auto' : 'internal', this.#index.sequencesOwnedBy(column)),
      ...this.#index
        .attachmentsOf(relation)
        .filter(({ columns }) => columns.includes(column))
        .map((object): Edge => ({ object, type: object.what === 'statistics' ? 'auto' : 'normal' })),
    ];
    if (column.defaultExpression !== null)
      found.push({ object: this.defaultOf(column), type: column.generated === '' ? 'auto' : 'internal' });
    return [...found, ...this.#generatedFrom(column)];
  }

  /** Columns generated from this one: until 14 they went along unasked, from 15 on only by CASCADE (StoreAttrDefault, heap.c). */
  #generatedFrom(column: Column): readonly Edge[] {
    const generated = column.relation.columns.filter(
      (other) =>
        other !== column &&
        other.generated !== '' &&
        other.defaultExpression !== null &&
        columnsUsedBy(other.defaultExpression, column.relation).includes(column.name),
    );
    return edges(this.#world.majorVersion < 15 ? 'auto' : 'normal', generated);
  }

  #constraintDependents(constraint: Constraint): readonly Edge[] {
    const parts = constraint.relation === null ? [] : constraint.relation.children.flatMap(({ constraints }) => constraints);
    return [
      ...edges('internal', constraint.index !== null && ownsIndex(constraint) ? [constraint.index] : []),
      ...edges(
        'partition',
        parts.filter(({ parent }) => parent === constraint),
      ),
    ];
  }

  #typeDependents(type: TypeObject): readonly Edge[] {
    const types = this.#world.allTypes();
    const functions = this.#world.allFunctions();
    return [
      ...edges('normal', this.#index.columnsOfType(type)),
      ...edges('normal', this.#index.tablesOfType(type)),
      ...edges(
        'internal',
        types.filter(
          ({ element, category, subtype }) => (category === 'array' && element === type) || (category === 'multirange' && subtype === type),
        ),
      ),
      ...edges(
        'normal',
        types.filter(({ base, category, subtype }) => base?.type === type || (category === 'range' && subtype === type)),
      ),
      ...edges(
        'normal',
        functions.filter(({ arguments: taken, returns }) => returns === type || taken.includes(type)),
      ),
      ...edges('auto', type.constraints),
      ...edges('internal', type.relation?.relkind === 'composite-type' ? [type.relation] : []),
    ];
  }

  #functionDependents(called: FunctionObject): readonly Edge[] {
    return [...edges('normal', this.#index.triggersCalling(called)), ...edges('normal', this.#index.usersInExpressions(called))];
  }
}

function structuralOwners(object: WorldObject): readonly Edge[] {
  switch (object.kind) {
    case 'relation':
      return relationOwners(object);
    case 'column':
      return isPartitionKey(object) ? edges('internal', [object.relation]) : [];
    case 'constraint':
      return object.parent === null || object.parent.relation === object.relation ? [] : edges('partition', [object.parent]);
    case 'type':
      return typeOwners(object);
    case 'attachment':
      return defaultOwners(object);
    default:
      return [];
  }
}

function relationOwners(relation: Relation): readonly Edge[] {
  const { index } = relation;
  if (index !== null) {
    const constraint = index.table.constraints.find((candidate) => candidate.index === relation && ownsIndex(candidate));
    return [
      ...edges('internal', constraint === undefined ? [] : [constraint]),
      ...edges('partition', index.parent === null ? [] : [index.parent]),
    ];
  }
  return relation.ownedBy !== null && relation.ownedBy.identity !== '' ? edges('internal', [relation.ownedBy]) : [];
}

function typeOwners(type: TypeObject): readonly Edge[] {
  if (type.category === 'array' && type.element !== null) return edges('internal', [type.element]);
  if (type.category === 'multirange' && type.subtype !== null) return edges('internal', [type.subtype]);
  return type.relation !== null && type.relation.relkind !== 'composite-type' ? edges('internal', [type.relation]) : [];
}

/** A generation expression goes with its column only. */
function defaultOwners(attachment: Attachment): readonly Edge[] {
  return attachment.what === 'default'
    ? edges(
        'internal',
        attachment.columns.filter(({ generated }) => generated !== ''),
      )
    : [];
}

function schemaMembers(world: World, schema: SchemaObject): readonly Edge[] {
  return edges('normal', [
    ...world
      .allRelations()
      .filter((relation) => relation.schema === schema.name && relation.index === null && relation.relkind !== 'composite-type'),
    ...world.allTypes().filter((type) => type.schema === schema.name && typeOwners(type).length === 0),
    ...world.allFunctions().filter((member) => member.schema === schema.name),
    ...world.others.filter((member) => member.schema === schema.name && member.relation === null),
  ]);
}

/** ALTER COLUMN TYPE may have taken a column away from a type since the dependency was recorded. */
function isStillTrue(dependent: WorldObject, on: WorldObject): boolean {
  if (dependent.isDropped) return false;
  return dependent.kind !== 'column' || on.kind !== 'type' || dependent.use.type === on;
}

function usesColumn(index: Relation, column: Column): boolean {
  const definition = index.index;
  if (definition === null) return false;
  const expressions = [...definition.keys.map(({ expression }) => expression), definition.predicate].filter(
    (expression) => expression !== null,
  );
  return (
    definition.keys.some((key) => key.column === column) ||
    definition.included.includes(column) ||
    expressions.some((expression) => columnsUsedBy(expression, column.relation).includes(column.name))
  );
}

function isOverColumn(constraint: Constraint, column: Column): boolean {
  if (constraint.columns.includes(column)) return true;
  return constraint.expression !== null && columnsUsedBy(constraint.expression, column.relation).includes(column.name);
}

function isPartitionKey(column: Column): boolean {
  const keys = column.relation.partitionKey?.keys ?? [];
  return keys.some(
    (key) => key.column === column || (key.expression !== null && columnsUsedBy(key.expression, column.relation).includes(column.name)),
  );
}

function childIndexes(index: Relation): readonly Relation[] {
  const table = index.index?.table;
  return table === undefined ? [] : table.children.flatMap(({ indexes }) => indexes.filter((child) => child.index?.parent === index));
}

function ownsIndex({ type }: Constraint): boolean {
  return type === 'primary-key' || type === 'unique' || type === 'exclusion';
}

function hasSameColumns(index: Relation, key: Constraint): boolean {
  const columns = index.index?.keys.map(({ column }) => column) ?? [];
  return columns.length === key.referencedColumns.length && key.referencedColumns.every((column) => columns.includes(column));
}

function edges(type: DependencyType, objects: readonly WorldObject[]): readonly Edge[] {
  return objects.map((object): Edge => ({ object, type }));
}

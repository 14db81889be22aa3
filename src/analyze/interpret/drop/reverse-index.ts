import type { Node } from 'libpg-query';
import type {
  Attachment,
  Column,
  Constraint,
  EventTrigger,
  FunctionObject,
  Relation,
  Trigger,
  TypeObject,
  WorldObject,
} from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { functionsCalledBy } from '../../expressions/analyze-expression.ts';
import { sequencesUsedBy } from '../column-default.ts';
import { walk, words } from '../queries/walk.ts';
import { recordQueryDependencies } from '../objects/query-dependencies.ts';

/** An expression kept in the world, and the object that goes when something in it goes. */
interface StoredExpression {
  readonly owner: WorldObject;
  readonly expression: Node;
}

/** Who points at what, by the fields of the objects: read once for a whole DROP, and only as far as it is needed. */
export class ReverseIndex {
  readonly #world: World;
  readonly #defaultOf: (column: Column) => Attachment;
  #foreignKeys: Map<Relation, Constraint[]> | null = null;
  #ownedSequences: Map<Column, Relation[]> | null = null;
  #typeUsers: Map<TypeObject, { readonly columns: Column[]; readonly tables: Relation[] }> | null = null;
  #attachments: Map<Relation, Attachment[]> | null = null;
  #expressionUsers: Map<WorldObject, WorldObject[]> | null = null;

  constructor(world: World, defaultOf: (column: Column) => Attachment) {
    this.#world = world;
    this.#defaultOf = defaultOf;
    for (const relation of world.allRelations())
      if (relation.query !== null && world.references(relation).length === 0) recordQueryDependencies(world, relation, relation.query);
  }

  foreignKeysTo(relation: Relation): readonly Constraint[] {
    this.#foreignKeys ??= grouped(
      this.#world.allRelations().flatMap(({ constraints }) => constraints),
      ({ type, referenced }) => (type === 'foreign-key' ? referenced : null),
    );
    return this.#foreignKeys.get(relation) ?? [];
  }

  sequencesOwnedBy(column: Column): readonly Relation[] {
    this.#ownedSequences ??= grouped(this.#world.allRelations(), ({ ownedBy }) => ownedBy);
    return this.#ownedSequences.get(column) ?? [];
  }

  attachmentsOf(relation: Relation): readonly Attachment[] {
    this.#attachments ??= grouped(this.#world.others, (attachment) => attachment.relation);
    return this.#attachments.get(relation) ?? [];
  }

  columnsOfType(type: TypeObject): readonly Column[] {
    return this.#usersOf(type).columns;
  }

  /** Tables made with OF. */
  tablesOfType(type: TypeObject): readonly Relation[] {
    return this.#usersOf(type).tables;
  }

  /** What has a function or a sequence in a stored expression: defaults, checks, indexes. */
  usersInExpressions(object: FunctionObject | Relation): readonly WorldObject[] {
    this.#expressionUsers ??= this.#readExpressions();
    return this.#expressionUsers.get(object) ?? [];
  }

  /** What has an operator of this name in a stored expression. */
  usersOfOperator(name: string): readonly WorldObject[] {
    return storedExpressions(this.#world, this.#defaultOf)
      .filter(({ expression }) => hasOperator(expression, name))
      .map(({ owner }) => owner);
  }

  /** What names a text search configuration in a stored expression, as to_tsvector('english', ...) does. */
  usersOfConfiguration(name: string): readonly WorldObject[] {
    return storedExpressions(this.#world, this.#defaultOf)
      .filter(({ expression }) => hasConstant(expression, name))
      .map(({ owner }) => owner);
  }

  /** Columns and indexes with a collation. */
  usersOfCollation(name: string): readonly WorldObject[] {
    const isMeant = (collation: string | null): boolean => collation === name || collation?.endsWith(`.${name}`) === true;
    const relations = this.#world.allRelations();
    return [
      ...relations.flatMap(({ columns }) => columns.filter(({ collation }) => isMeant(collation))),
      ...relations.filter(({ index }) => index?.keys.some(({ collation }) => isMeant(collation)) === true),
    ];
  }

  triggersCalling(called: FunctionObject): readonly (Trigger | EventTrigger)[] {
    const triggers = this.#world.allRelations().flatMap((relation) => relation.triggers);
    return [...triggers, ...this.#world.eventTriggers].filter((trigger) => trigger.function === called);
  }

  #usersOf(type: TypeObject): { readonly columns: readonly Column[]; readonly tables: readonly Relation[] } {
    this.#typeUsers ??= readTypeUsers(this.#world);
    return this.#typeUsers.get(type) ?? { columns: [], tables: [] };
  }

  #readExpressions(): Map<WorldObject, WorldObject[]> {
    const users = new Map<WorldObject, WorldObject[]>();
    for (const { owner, expression } of storedExpressions(this.#world, this.#defaultOf)) {
      for (const used of [...functionsCalledBy(this.#world, expression), ...sequencesUsedBy(this.#world, expression)])
        push(users, used, owner);
    }
    return users;
  }
}

function storedExpressions(world: World, defaultOf: (column: Column) => Attachment): readonly StoredExpression[] {
  const stored: StoredExpression[] = [];
  const add = (owner: WorldObject, expression: Node | null): void => {
    if (expression !== null) stored.push({ owner, expression });
  };
  for (const relation of world.allRelations()) {
    for (const column of relation.columns) if (column.defaultExpression !== null) add(defaultOf(column), column.defaultExpression);
    for (const constraint of relation.constraints) add(constraint, constraint.expression);
    for (const { expression } of relation.index?.keys ?? []) add(relation, expression);
    add(relation, relation.index?.predicate ?? null);
    for (const { expression } of relation.partitionKey?.keys ?? []) add(relation, expression);
  }
  for (const type of world.allTypes()) for (const constraint of type.constraints) add(constraint, constraint.expression);
  return stored;
}

function hasOperator(expression: Node, name: string): boolean {
  let isFound = false;
  walk(expression, (kind, fields) => {
    isFound ||= kind === 'A_Expr' && words(fields['name'] as readonly Node[]).at(-1) === name;
    return !isFound;
  });
  return isFound;
}

function hasConstant(expression: Node, text: string): boolean {
  let isFound = false;
  walk(expression, (kind, fields) => {
    const { sval } = fields as { readonly sval?: { readonly sval?: string } };
    isFound ||= kind === 'A_Const' && (sval?.sval === text || sval?.sval?.endsWith(`.${text}`) === true);
    return !isFound;
  });
  return isFound;
}

function readTypeUsers(world: World): Map<TypeObject, { readonly columns: Column[]; readonly tables: Relation[] }> {
  const users = new Map<TypeObject, { readonly columns: Column[]; readonly tables: Relation[] }>();
  const usersOf = (type: TypeObject): { readonly columns: Column[]; readonly tables: Relation[] } => {
    const known = users.get(type) ?? { columns: [], tables: [] };
    users.set(type, known);
    return known;
  };
  for (const relation of world.allRelations()) {
    if (relation.ofType !== null) usersOf(relation.ofType).tables.push(relation);
    for (const column of relation.columns) usersOf(column.use.type).columns.push(column);
  }
  return users;
}

function grouped<T, K>(members: readonly T[], keyOf: (member: T) => K | null): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const member of members) {
    const key = keyOf(member);
    if (key !== null) push(groups, key, member);
  }
  return groups;
}

function push<K, T>(groups: Map<K, T[]>, key: K, member: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [member]);
  else group.push(member);
}

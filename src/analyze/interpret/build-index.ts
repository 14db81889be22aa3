import { areEqual, columnsUsedBy, functionsCalledBy } from '../expressions/analyze-expression.ts';
import type { Column, Constraint, IndexDefinition, IndexKey, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { evaluate } from './call-function.ts';
import { chooseRelationName, nameAddition, truncateName } from './choose-name.ts';
import { figureColumnName } from './figure-column-name.ts';
import type { Interpretation } from './interpretation.ts';

/** An index to be made. */
export interface IndexSpecification extends Omit<IndexDefinition, 'isValid' | 'isClustered' | 'isReplicaIdentity' | 'parent'> {
  /** null: PostgreSQL chooses the name (ChooseIndexName). */
  readonly name: string | null;
  /** Of a PRIMARY KEY, UNIQUE or EXCLUDE constraint: it is named and adopted as such (`addIndexConstraint` makes the constraint). */
  readonly isConstraint?: boolean;
  /** ON ONLY of a partitioned table: no partition gets one, and it stays invalid while there are partitions. */
  readonly isOnly?: boolean;
  /** Storage parameters by name. */
  readonly options?: ReadonlyMap<string, string>;
}

/**
 * Makes an index in the world, on all partitions too (adopting a fitting one as PostgreSQL does), and records the build: a read of the table and
 * the writing of the index. Locks are the caller's. `isValid: false` for ON ONLY of a partitioned table.
 */
export function buildIndex(context: Interpretation, specification: IndexSpecification, reason: string): Relation {
  return build(context, specification, reason, null);
}

/** As `buildIndex`, for a partition of a table whose index is `parent`: locks the parent's index as index_create does. */
export function buildPartitionIndex(
  context: Interpretation,
  table: Relation,
  parent: Relation,
  { reason, isConstraint }: { readonly reason: string; readonly isConstraint: boolean },
): Relation | null {
  const specification = translate(parent, table);
  return specification === null ? null : build(context, { ...specification, isConstraint }, reason, parent);
}

/** An index is built anew over the whole table (REINDEX, a type change under it). */
export function rebuildIndex(context: Interpretation, index: Relation, reason: string): void {
  if (index.index === null) return;
  runExpressions(context, index.index);
  context.work('index-build', index.index.table, { reason, index });
}

/** The constraint of an index, and those of the partitions' indexes below it (index_constraint_create, catalog/index.c). */
export function addIndexConstraint(
  world: World,
  index: Relation,
  { name, isDeferrable, parent }: { readonly name: string; readonly isDeferrable: boolean; readonly parent: Constraint | null },
): Constraint | null {
  const definition = index.index;
  if (definition === null) return null;
  const constraint = world.addConstraint({
    name,
    type: constraintType(definition),
    relation: definition.table,
    index,
    isDeferrable,
    parent,
    isLocal: parent === null,
    inheritedTimes: parent === null ? 0 : 1,
    columns: definition.keys.flatMap(({ column }) => (column === null ? [] : [column])),
  });
  for (const column of [...constraint.columns, ...definition.included]) world.depend(constraint, column, 'auto');
  if (constraint.columns.length === 0) world.depend(constraint, definition.table, 'auto');
  world.depend(index, constraint, 'internal');
  if (parent !== null) {
    world.depend(constraint, parent, 'partition');
    world.depend(constraint, definition.table, 'partition');
  }
  for (const child of partitionIndexes(index)) adoptConstraint(world, child, constraint);
  return constraint;
}

/** Indexes of partitions that are attached to a partitioned index. */
export function partitionIndexes(index: Relation): readonly Relation[] {
  const children = index.index?.table.children ?? [];
  return children.flatMap((child) => child.indexes.filter((candidate) => candidate.index?.parent === index));
}

/** The constraint that an index belongs to. */
export function constraintOfIndex(index: Relation): Constraint | null {
  return index.index?.table.constraints.find((constraint) => constraint.index === index && isIndexConstraint(constraint)) ?? null;
}

/** Makes an index of a partition part of the parent's, which is locked for it (IndexSetParentIndex, indexcmds.c). */
export function attachIndex(context: Interpretation, index: Relation, parent: Relation): void {
  if (index.index === null) return;
  index.index.parent = parent;
  context.world.depend(index, parent, 'partition');
  context.world.depend(index, index.index.table, 'partition');
  context.lock(parent, 'SHARE UPDATE EXCLUSIVE', 'partition');
}

/** Does an index of a partition fit an index of the parent (CompareIndexInfo, catalog/index.c)? */
export function isFittingIndex(parent: Relation, candidate: Relation): boolean {
  const definition = candidate.index;
  if (definition === null || definition.parent !== null) return false;
  const wanted = translate(parent, definition.table);
  return wanted !== null && areAlike(wanted, definition);
}

/** A new part of a partitioned index is invalid: so is the whole, all the way up (invalidate_parent, indexcmds.c). */
function build(context: Interpretation, specification: IndexSpecification, reason: string, parent: Relation | null): Relation {
  const { world } = context;
  const index = addIndex(world, specification);
  if (parent !== null) attachIndex(context, index, parent);
  runExpressions(context, specification);
  if (specification.table.relkind === 'partitioned-table') buildPartitions(context, index, specification, reason);
  else context.work('index-build', specification.table, { reason, index });
  return index;
}

function buildPartitions(context: Interpretation, index: Relation, specification: IndexSpecification, reason: string): void {
  const definition = index.index;
  if (definition === null) return;
  if (specification.isOnly === true) {
    definition.isValid = specification.table.children.length === 0;
    return;
  }
  for (const child of specification.table.children) {
    if (child.isDetachPending) continue;
    if (child.relkind === 'foreign-table') {
      if (specification.isUnique) context.refuse('42809', `cannot create unique index on partitioned table "${specification.table.name}"`);
      continue;
    }
    const adopted = child.indexes.find((candidate) => isAdoptable(candidate, index, specification.isConstraint === true));
    if (adopted !== undefined) {
      context.lock(adopted, context.heldMode(specification.table) ?? 'SHARE', 'partition');
      attachIndex(context, adopted, index);
      if (adopted.index?.isValid === false) definition.isValid = false;
      continue;
    }
    const made = buildPartitionIndex(context, child, index, { reason, isConstraint: specification.isConstraint === true });
    if (made?.index?.isValid === false) definition.isValid = false;
  }
}

function isAdoptable(candidate: Relation, parent: Relation, needsConstraint: boolean): boolean {
  return isFittingIndex(parent, candidate) && (!needsConstraint || constraintOfIndex(candidate) !== null);
}

function addIndex(world: World, specification: IndexSpecification): Relation {
  const { table } = specification;
  const index = world.addRelation({
    name: specification.name ?? chooseIndexName(world, specification),
    schema: table.schema,
    relkind: table.relkind === 'partitioned-table' ? 'partitioned-index' : 'index',
    persistence: table.persistence,
    population: table.population,
    options: new Map(specification.options),
    index: {
      table,
      isUnique: specification.isUnique,
      isPrimary: specification.isPrimary,
      isExclusion: specification.isExclusion,
      isValid: true,
      isClustered: false,
      isReplicaIdentity: false,
      nullsNotDistinct: specification.nullsNotDistinct,
      method: specification.method,
      keys: specification.keys,
      included: specification.included,
      predicate: specification.predicate,
      parent: null,
    },
  });
  table.indexes.push(index);
  dependOnUses(world, index, specification);
  return index;
}

/** What an index needs: its columns, the table where no key is a plain column, and users' functions (index_create, catalog/index.c). */
function dependOnUses(world: World, index: Relation, specification: IndexSpecification): void {
  const { table } = specification;
  const expressions = expressionsOf(specification);
  const named = [...specification.keys.flatMap(({ column }) => (column === null ? [] : [column])), ...specification.included];
  const columns = new Set<Column>(specification.isConstraint === true ? [] : named);
  for (const expression of expressions) {
    const used = new Set(columnsUsedBy(expression, table));
    for (const column of table.columns) if (used.has(column.name)) columns.add(column);
    for (const called of functionsCalledBy(world, expression)) world.depend(index, called, 'normal');
  }
  for (const column of columns) world.depend(index, column, 'auto');
  if (named.length === 0 && specification.isConstraint !== true) world.depend(index, table, 'auto');
}

function chooseIndexName(world: World, specification: IndexSpecification): string {
  const { table } = specification;
  const addition = nameAddition(indexColumnNames(specification));
  if (specification.isPrimary) return chooseRelationName(world, [table.name, null], 'pkey', table.schema, true);
  if (specification.isExclusion) return chooseRelationName(world, [table.name, addition], 'excl', table.schema, true);
  if (specification.isConstraint === true) return chooseRelationName(world, [table.name, addition], 'key', table.schema, true);
  return chooseRelationName(world, [table.name, addition], 'idx', table.schema);
}

/** Names of an index' own columns: `expr` for one without name, a number after a second one of the same name (ChooseIndexColumnNames, indexcmds.c). */
function indexColumnNames({ keys, included }: IndexSpecification): readonly string[] {
  const names: string[] = [];
  const wanted = [
    ...keys.map(({ column, expression }) => column?.name ?? (expression === null ? null : figureColumnName(expression)) ?? 'expr'),
    ...included.map(({ name }) => name),
  ];
  for (const name of wanted) {
    let free = name;
    for (let number = 1; names.includes(free); number++) free = truncateName(name.slice(0, 63 - String(number).length) + String(number));
    names.push(free);
  }
  return names;
}

function expressionsOf({ keys, predicate }: Pick<IndexDefinition, 'keys' | 'predicate'>): readonly NonNullable<IndexKey['expression']>[] {
  const expressions = keys.flatMap(({ expression }) => (expression === null ? [] : [expression]));
  return predicate === null ? expressions : [...expressions, predicate];
}

/** Building an index calls its expressions for every row. */
function runExpressions(context: Interpretation, definition: Pick<IndexDefinition, 'keys' | 'predicate' | 'table'>): void {
  const { table } = definition;
  if (table.population === 'empty' || table.relkind === 'partitioned-table') return;
  for (const expression of expressionsOf(definition)) evaluate(context, expression, table);
}

/** The index that a partition would get for an index of its parent; null where the partition lacks a column. */
function translate(parent: Relation, table: Relation): IndexSpecification | null {
  const definition = parent.index;
  if (definition === null) return null;
  const columnOf = (column: Column): Column | null => table.columns.find(({ name }) => name === column.name) ?? null;
  const included = definition.included.map(columnOf);
  const keys = definition.keys.map((key) => ({ ...key, column: key.column === null ? null : columnOf(key.column) }));
  if (included.includes(null) || keys.some(({ column, expression }) => column === null && expression === null)) return null;
  return {
    ...definition,
    name: null,
    table,
    keys,
    included: included.filter((column) => column !== null),
  };
}

function areAlike(left: IndexSpecification, right: IndexDefinition): boolean {
  return (
    left.method === right.method &&
    left.isUnique === right.isUnique &&
    left.nullsNotDistinct === right.nullsNotDistinct &&
    left.isExclusion === right.isExclusion &&
    left.keys.length === right.keys.length &&
    left.keys.every((key, at) => isSameKey(key, right.keys[at])) &&
    left.included.length === right.included.length &&
    left.included.every((column, at) => column === right.included[at]) &&
    isSameExpression(left.predicate, right.predicate)
  );
}

function isSameKey(left: IndexKey, right: IndexKey | undefined): boolean {
  return (
    right !== undefined &&
    left.column === right.column &&
    left.operatorClass === right.operatorClass &&
    left.collation === right.collation &&
    isSameExpression(left.expression, right.expression)
  );
}

function isSameExpression(left: IndexKey['expression'], right: IndexKey['expression']): boolean {
  if (left === null || right === null) return left === right;
  return areEqual(left, right);
}

function adoptConstraint(world: World, index: Relation, parent: Constraint): void {
  const own = constraintOfIndex(index);
  if (own === null) {
    addIndexConstraint(world, index, { name: index.name, isDeferrable: parent.isDeferrable, parent });
    return;
  }
  setParentConstraint(world, own, parent);
}

/** Makes a constraint of a partition part of the parent's (ConstraintSetParentConstraint, pg_constraint.c). */
export function setParentConstraint(world: World, constraint: Constraint, parent: Constraint): void {
  constraint.parent = parent;
  constraint.isLocal = false;
  constraint.inheritedTimes++;
  world.depend(constraint, parent, 'partition');
  if (constraint.relation !== null) world.depend(constraint, constraint.relation, 'partition');
}

function isIndexConstraint({ type }: Constraint): boolean {
  return type === 'primary-key' || type === 'unique' || type === 'exclusion';
}

function constraintType({ isPrimary, isExclusion }: IndexDefinition): 'primary-key' | 'exclusion' | 'unique' {
  if (isPrimary) return 'primary-key';
  return isExclusion ? 'exclusion' : 'unique';
}

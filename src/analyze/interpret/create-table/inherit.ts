import type { Column, Constraint, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { chooseConstraintName } from '../choose-name.ts';
import { setColumnDefault } from '../column-default.ts';
import type { Interpretation } from '../interpretation.ts';

/** Columns and constraints of the parents come first, those of equal name merged (MergeAttributes, tablecmds.c). */
export function inheritFrom(context: Interpretation, relation: Relation, parents: readonly Relation[]): void {
  for (const parent of parents) {
    // What we do not know of the parent we do not know of its child.
    if (parent.isAssumed) relation.isAssumed = true;
    for (const column of parent.columns) inheritColumn(context.world, relation, column);
    for (const constraint of parent.constraints) inheritConstraint(context.world, relation, constraint);
    linkChild(context.world, relation, parent);
  }
}

/** Puts a relation below a parent: a partition goes with it, an inheriting table keeps it from being dropped (StoreCatalogInheritance1, tablecmds.c). */
export function linkChild(world: World, child: Relation, parent: Relation): void {
  if (!child.parents.includes(parent)) child.parents.push(parent);
  if (!parent.children.includes(child)) parent.children.push(child);
  world.depend(child, parent, parent.relkind === 'partitioned-table' ? 'auto' : 'normal');
}

function inheritColumn(world: World, relation: Relation, from: Column): void {
  const existing = relation.columns.find(({ name }) => name === from.name);
  if (existing !== undefined) {
    existing.inheritedTimes++;
    existing.isNotNull ||= from.isNotNull && !isNoInherit(from);
    return;
  }
  const column = world.addColumn(relation, {
    name: from.name,
    use: from.use,
    collation: from.collation,
    isNotNull: from.isNotNull && !isNoInherit(from),
    generated: from.generated,
    // Only partitions share the identity of their table, from 17 on.
    identity: world.majorVersion >= 17 && relation.partitionBound !== null ? from.identity : '',
    isLocal: false,
    inheritedTimes: 1,
  });
  setColumnDefault(world, column, from.defaultExpression);
}

function isNoInherit(column: Column): boolean {
  return column.relation.constraints.some(
    ({ type, columns, isNoInherit }) => type === 'not-null' && isNoInherit && columns.includes(column),
  );
}

/** A NOT NULL constraint of the table's own joins the inherited one and gives it its name (AddRelationNotNullConstraints of 18, catalog/heap.c). */
export function joinNotNull(world: World, column: Column, name: string | null): boolean {
  const { relation } = column;
  const inherited = relation.constraints.find(({ type, columns, isLocal }) => type === 'not-null' && !isLocal && columns.includes(column));
  if (inherited === undefined) return false;
  world.renameConstraint(inherited, name ?? chooseConstraintName(world, [relation.name, column.name], 'not_null', relation.schema));
  inherited.isLocal = true;
  return true;
}

/** CHECK constraints, and from 18 on those of NOT NULL, go down to children. */
function inheritConstraint(world: World, relation: Relation, from: Constraint): void {
  if (from.isNoInherit || (from.type !== 'check' && from.type !== 'not-null')) return;
  const columns = from.columns.flatMap(({ name }) => relation.columns.filter((column) => column.name === name));
  const existing = relation.constraints.find(({ name, type }) => name === from.name && type === from.type);
  if (existing !== undefined) {
    existing.inheritedTimes++;
    return;
  }
  const constraint = world.addConstraint({
    name: from.name,
    type: from.type,
    relation,
    columns,
    expression: from.expression,
    isEnforced: from.isEnforced,
    isValid: from.isEnforced,
    isLocal: false,
    inheritedTimes: 1,
  });
  for (const column of columns) world.depend(constraint, column, 'auto');
  if (columns.length === 0) world.depend(constraint, relation, 'auto');
}

import type { AlterTableCmd, ColumnDef } from 'libpg-query';
import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import { resolveType } from '../../expressions/resolve-type.ts';
import { canKeepIndex, typeChange } from '../../expressions/type-change.ts';
import type { Column, Constraint, Relation, TypeObject, TypeUse } from '../../world/objects.ts';
import { rebuildIndex } from '../build-index.ts';
import { evaluate } from '../call-function.ts';
import { strings } from '../options.ts';
import type { Alteration } from './alteration.ts';
import { lockTypedTables } from './composite-type.ts';
import { isPartitionKey } from './drop-column.ts';
import { refuseWhereUsed } from './column-users.ts';
import { reportMentions } from './function-mentions.ts';
import { refuseWhereRowTypeIsStored } from './row-work.ts';

/** What depends on the changed columns of one table, to be made anew (RememberAllDependentForRebuilding, tablecmds.c). */
interface Rebuild {
  /** Indexes, and whether each may keep its file. */
  readonly indexes: Map<Relation, boolean>;
  readonly constraints: Set<Constraint>;
  /** Foreign keys whose comparison changes, so that all rows are looked up again. */
  readonly doubted: Set<Constraint>;
}

/** The rebuilds of one ALTER TABLE, by table. */
const rebuilds = new WeakMap<Alteration, Map<Relation, Rebuild>>();

/** ALTER COLUMN TYPE, first phase: whether the rows have to be written anew (ATPrepAlterColumnType, tablecmds.c). */
export function prepareColumnType(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  if (command.def === undefined || !('ColumnDef' in command.def)) return;
  const definition = command.def.ColumnDef;
  const name = command.name ?? '';
  if (relation.ofType !== null) context.refuse('42809', 'cannot alter column type of typed table');
  const column = alteration.column(relation, name);
  if (column === null) return;
  if (column.inheritedTimes > 0) context.refuse('42P16', `cannot alter inherited column "${name}"`);
  if (relation.relkind === 'composite-type' || relation.relkind === 'foreign-table') refuseWhereRowTypeIsStored(context, relation);
  if (!alteration.recurses && relation.children.length > 0 && relation.relkind !== 'composite-type')
    context.refuse('42P16', `type of inherited column "${name}" must be changed in child tables too`);
  const members = [...lockTypedTables(alteration, command), ...alteration.tree()];
  for (const member of members) {
    const own = context.world.column(member, name);
    if (own === null) continue;
    if (isPartitionKey(member, name))
      context.refuse('42P16', `cannot alter column "${name}" because it is part of the partition key of relation "${member.name}"`);
    prepareMember(alteration, own, definition);
    alteration.queue('alter-type', () => changeType(alteration, own, definition));
  }
}

function prepareMember({ context, rows }: Alteration, column: Column, definition: ColumnDef): void {
  const { relation } = column;
  if (column.generated === 'virtual' || relation.relkind === 'foreign-table' || relation.relkind === 'composite-type') return;
  const using = definition.raw_default ?? null;
  const change = typeChange(context.world, column, typeUse(context.world, definition), using);
  rows.newValues(relation);
  const reason = `${column.name}: ${change.reason}`;
  if (change.work === 'rewrite') rows.rewrite(relation, reason);
  else if (change.work === 'scan') rows.verify(relation, reason);
  if (using !== null && change.work !== 'keep') evaluate(context, using, relation);
  if (change.losesData && change.work === 'rewrite' && relation.population !== 'empty')
    context.destroy({ what: 'values', relation, name: column.name, isCascade: false });
}

function typeUse(world: Alteration['world'], { typeName }: ColumnDef): TypeUse {
  return typeName === undefined ? { type: world.unknownType('?'), modifier: -1 } : resolveType(world, typeName);
}

/** Second phase: the column has its new type; what depends on it is taken away to be made anew (ATExecAlterColumnType, tablecmds.c). */
function changeType(alteration: Alteration, column: Column, definition: ColumnDef): void {
  const { context, world } = alteration;
  const to = typeUse(world, definition);
  const collation = strings(definition.collClause?.collname).at(-1) ?? null;
  refuseWhereUsed(context, column);
  if (column.identity !== '') lockIdentity(alteration, column);
  if (column.relation === alteration.relation) reportMentions(context, column.relation, column.name);
  rememberDependents(alteration, column, to, collation);
  world.undepend(column, column.use.type);
  column.use = to;
  column.collation = collation;
  world.depend(column, to.type, 'normal');
}

/** The sequence behind an identity column takes its type (transformAlterTableStmt, parse_utilcmd.c: ALTER SEQUENCE ... AS). */
function lockIdentity({ context, world }: Alteration, column: Column): void {
  for (const sequence of world.allRelations()) if (sequence.ownedBy === column) context.lock(sequence, 'SHARE ROW EXCLUSIVE', 'sequence');
}

/** SET EXPRESSION makes the same things anew. */
export function rememberForExpression(alteration: Alteration, column: Column): void {
  refuseWhereUsed(alteration.context, column);
  rememberDependents(alteration, column, column.use, column.collation);
}

function rememberDependents(alteration: Alteration, column: Column, to: TypeUse, collation: string | null): void {
  const { context, world } = alteration;
  const rebuild = rebuildOf(alteration, column.relation);
  for (const index of column.relation.indexes)
    if (usesColumn(index, column)) {
      context.lock(index, 'ACCESS EXCLUSIVE', 'index');
      const isKept =
        (rebuild.indexes.get(index) ?? true) && index.index?.parent === null && canKeepIndex(world, index, column, to, collation);
      rebuild.indexes.set(index, isKept);
    }
  for (const constraint of column.relation.constraints)
    if (constraint.columns.includes(column)) {
      if (constraint.type === 'check') rebuild.constraints.add(constraint);
      else if (constraint.type === 'foreign-key') rememberForeignKey(alteration, rebuild, constraint, column, to);
    }
  for (const constraint of foreignKeysTo(alteration, column)) rememberForeignKey(alteration, rebuild, constraint, column, to);
}

/** Foreign keys of whatever table that reference the column. */
function foreignKeysTo({ world }: Alteration, column: Column): readonly Constraint[] {
  return world
    .allRelations()
    .flatMap(({ constraints }) => constraints.filter(({ referencedColumns }) => referencedColumns.includes(column)));
}

/** It is dropped and added again: ACCESS EXCLUSIVE on both tables whatever else happens (ATPostAlterTypeCleanup). */
function rememberForeignKey({ context, rows }: Alteration, rebuild: Rebuild, constraint: Constraint, column: Column, to: TypeUse): void {
  const { relation, referenced } = constraint;
  if (relation !== null) context.lock(relation, 'ACCESS EXCLUSIVE', 'foreign-key');
  if (referenced !== null) context.lock(referenced, 'ACCESS EXCLUSIVE', 'foreign-key');
  rebuild.constraints.add(constraint);
  if (!comparesAlike(column.use.type, to.type) || rows.isRewritten(column.relation) || (relation !== null && rows.isRewritten(relation)))
    rebuild.doubted.add(constraint);
}

/** Does equality of two types mean the same operator and cast (TryReuseForeignKey, tablecmds.c)? */
function comparesAlike(from: TypeObject, to: TypeObject): boolean {
  return comparisonType(from) === comparisonType(to);
}

/** varchar has no operators of its own, a domain those of its base. */
function comparisonType(type: TypeObject): string {
  if (type.category === 'domain' && type.base !== null) return comparisonType(type.base.type);
  if (type.category === 'unknown') return `?${type.id}`;
  return type.name === 'varchar' ? 'text' : `${type.schema}.${type.name}`.replace(/^pg_catalog\./u, '');
}

function usesColumn({ index }: Relation, column: Column): boolean {
  if (index === null) return false;
  const isNamed = index.included.includes(column) || index.keys.some((key) => key.column === column);
  const expressions = [...index.keys.flatMap(({ expression }) => expression ?? []), ...(index.predicate === null ? [] : [index.predicate])];
  return isNamed || expressions.some((expression) => columnsUsedBy(expression, column.relation).includes(column.name));
}

function rebuildOf(alteration: Alteration, relation: Relation): Rebuild {
  const tables = rebuilds.get(alteration) ?? new Map<Relation, Rebuild>();
  rebuilds.set(alteration, tables);
  const known = tables.get(relation);
  if (known !== undefined) return known;
  const made: Rebuild = { indexes: new Map(), constraints: new Set(), doubted: new Set() };
  tables.set(relation, made);
  alteration.queue('old-index', () => rebuildIndexes(alteration, relation, made));
  alteration.queue('old-constraint', () => readdConstraints(alteration, made));
  return made;
}

/** Under a rewrite all indexes are built with the new file. */
function rebuildIndexes({ context, rows }: Alteration, relation: Relation, { indexes }: Rebuild): void {
  if (rows.isRewritten(relation)) return;
  for (const [index, isKept] of indexes) {
    if (isKept || index.isDropped) continue;
    rebuildIndex(context, index, 'a column that it uses has another type');
    rows.built(index);
  }
}

function readdConstraints({ context, rows }: Alteration, { constraints, doubted }: Rebuild): void {
  for (const constraint of constraints) {
    const { relation, type, name, isValid, isEnforced } = constraint;
    if (constraint.isDropped || relation === null || !isEnforced || !isValid) continue;
    if (type === 'check') rows.verify(relation, `the CHECK ${name} uses a column of another type`);
    else if (doubted.has(constraint)) rows.validate(constraint);
    context.dependent({ what: 'constraint', name: `${name} on ${relation.name}`, change: 'rebuilt' });
  }
}

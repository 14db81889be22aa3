import type { InsertStmt, MergeStmt, Node, UpdateStmt } from 'libpg-query';
import type { Column, Relation } from '../../world/objects.ts';
import { isKnownEmpty, withDescendants, withStorage } from '../../world/trees.ts';
import { useSequence } from '../call-built-in.ts';
import { evaluate } from '../call-function.ts';
import { isBlocking } from '../interpretation.ts';
import type { Interpretation } from '../interpretation.ts';
import { isAlwaysTrue, isNeverTrue, literalOf } from './constants.ts';
import type { ColumnCondition } from './column-conditions.ts';
import { fireTriggers } from './fire-triggers.ts';
import type { RowEvent } from './fire-triggers.ts';
import { checkReferences, keepReferences } from './foreign-keys.ts';
import { isNarrow } from './index-use.ts';
import { excluded, livePartitions } from './pruning.ts';
import type { QueryPart, Source } from './query-part.ts';

/** What the trigger hooks of nodeModifyTable.c need to know. */
interface Write {
  readonly event: 'insert' | 'update' | 'delete';
  readonly relation: Relation;
  /** Where rows go to or are: partitions too. */
  readonly members: readonly Relation[];
  /** Columns that get a value; null: all. */
  readonly columns: readonly string[] | null;
  readonly isWhole: boolean;
  /** As many rows as another table has. */
  readonly isMany: boolean;
  /** Does any row come to be written, as far as is known? */
  readonly hasRows: boolean;
}

/** Before the rows: BEFORE STATEMENT triggers, and those of the first row. */
export function beforeWrite(context: Interpretation, part: QueryPart): void {
  for (const write of writesOf(context, part)) fireBefore(context, write);
}

/** After the reading: rows, defaults, foreign keys and AFTER triggers, as ExecutorFinish fires them. */
export function finishWrite(context: Interpretation, part: QueryPart): void {
  const { target, named, statement } = part;
  if (target === null) {
    if (named !== null && statement.kind !== 'select') fireInstead(context, named, part);
    return;
  }
  for (const write of writesOf(context, part)) finish(context, write, target);
}

/** COPY FROM writes rows as INSERT does (copyfrom.c). */
export function copyRows(context: Interpretation, relation: Relation, columns: readonly string[] | null): void {
  const members = relation.relkind === 'partitioned-table' ? withDescendants(relation) : [relation];
  const write: Write = { event: 'insert', relation, members, columns, isWhole: false, isMany: true, hasRows: true };
  fireBefore(context, write);
  for (const column of relation.columns) if (columns !== null && !columns.includes(column.name)) evaluateDefault(context, relation, column);
  context.rows('copy', relation, false);
  for (const member of withStorage(relation)) if (members.includes(member)) fill(context, member, true);
  checkReferences(context, relation, columns, true);
  fireAfter(context, write);
}

function writesOf(context: Interpretation, part: QueryPart): readonly Write[] {
  const { target, statement } = part;
  if (target === null) return [];
  const { relation } = target;
  const isWhole = part.conditions.every(isAlwaysTrue) && part.sources.length <= 1 && part.derived.size === 0;
  const hasRows = !part.conditions.some(isNeverTrue) && !isKnownEmpty(relation);
  const base = { relation, members: livePartitions(target, part.conditions), isWhole, isMany: isWhole || !isNarrow(part), hasRows };
  switch (statement.kind) {
    case 'insert':
      return insertWrites(context, part, statement.node, target);
    case 'update':
      return [{ ...base, event: 'update', columns: setColumns(statement.node.targetList) }];
    case 'delete':
      return [{ ...base, event: 'delete', columns: null }];
    case 'merge':
      return mergeWrites(statement.node, { ...base, isWhole: false });
    case 'select':
      return [];
  }
}

function insertWrites(context: Interpretation, part: QueryPart, insert: InsertStmt, target: Source): readonly Write[] {
  const { relation } = target;
  const source = insert.selectStmt !== undefined && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : {};
  const values = source.valuesLists ?? [];
  const isValues = values.length > 0 || insert.selectStmt === undefined;
  const columns =
    insert.cols === undefined ? null : insert.cols.flatMap((node) => ('ResTarget' in node ? [node.ResTarget.name ?? ''] : []));
  const hasRows = isValues || givesRows(context, source);
  const isMany = !isValues && part.derived.get('') !== true;
  const members = routed(relation, columns, values);
  const writes: Write[] = [
    { event: 'insert', relation, members, columns: givenColumns(columns, insert, values, relation), isWhole: false, isMany, hasRows },
  ];
  const conflict = insert.onConflictClause;
  if (conflict?.action === 'ONCONFLICT_UPDATE')
    writes.push({ event: 'update', relation, members, columns: setColumns(conflict.targetList), isWhole: false, isMany, hasRows });
  return writes;
}

/** Columns of an INSERT that get something else than NULL or their default: of one VALUES row it can be told. */
function givenColumns(
  columns: readonly string[] | null,
  insert: InsertStmt,
  values: readonly Node[],
  relation: Relation,
): readonly string[] | null {
  if (insert.selectStmt === undefined) return [];
  const [row] = values;
  if (values.length !== 1 || row === undefined || !('List' in row)) return columns;
  const items = row.List.items ?? [];
  const named = columns ?? relation.columns.slice(0, items.length).map(({ name }) => name);
  return named.filter((_, index) => {
    const item = items[index];
    return item !== undefined && !('SetToDefault' in item) && literalOf(item) !== null;
  });
}

/** Partitions that the constant keys of VALUES lead to. */
function routed(relation: Relation, columns: readonly string[] | null, values: readonly Node[]): readonly Relation[] {
  const key = relation.partitionKey;
  const column = key?.keys[0]?.column;
  if (relation.relkind !== 'partitioned-table') return [relation];
  if (key === null || column === null || column === undefined || values.length === 0) return withDescendants(relation);
  const at = columns === null ? relation.columns.indexOf(column) : columns.indexOf(column.name);
  const members = new Set<Relation>([relation]);
  for (const row of values) {
    const value = 'List' in row ? row.List.items?.[at] : undefined;
    const known: readonly ColumnCondition[] = value === undefined ? [] : [{ column: column.name, operator: '=', values: [value] }];
    const away = excluded(key, relation.children, known);
    for (const child of relation.children) if (!away.includes(child)) for (const member of withDescendants(child)) members.add(member);
  }
  return [...members];
}

/** INSERT ... SELECT of a table that is known to be empty, or with a condition that never holds, writes nothing. */
function givesRows(context: Interpretation, { fromClause = [], whereClause }: { fromClause?: Node[]; whereClause?: Node }): boolean {
  if (whereClause !== undefined && isNeverTrue(whereClause)) return false;
  return !fromClause.some((item) => {
    if (!('RangeVar' in item)) return false;
    const relation = context.world.findRelation(item.RangeVar.relname ?? '', item.RangeVar.schemaname ?? null);
    return relation !== null && withStorage(relation).length > 0 && isKnownEmpty(relation);
  });
}

function mergeWrites(merge: MergeStmt, base: Omit<Write, 'event' | 'columns'>): readonly Write[] {
  return (merge.mergeWhenClauses ?? []).flatMap((node): readonly Write[] => {
    if (!('MergeWhenClause' in node)) return [];
    const { commandType, targetList } = node.MergeWhenClause;
    if (commandType === 'CMD_INSERT') return [{ ...base, event: 'insert', columns: null, hasRows: true }];
    if (commandType === 'CMD_UPDATE') return [{ ...base, event: 'update', columns: setColumns(targetList) }];
    return commandType === 'CMD_DELETE' ? [{ ...base, event: 'delete', columns: null }] : [];
  });
}

function setColumns(targets: UpdateStmt['targetList']): readonly string[] {
  return (targets ?? []).flatMap((node) => ('ResTarget' in node ? [node.ResTarget.name ?? ''] : []));
}

function fireBefore(context: Interpretation, { event, relation, members, columns, hasRows }: Write): void {
  fireTriggers(context, relation, { event, timing: 'before', isRow: false, columns: columns ?? [] });
  if (hasRows)
    for (const member of members) fireTriggers(context, member, { event, timing: 'before', isRow: true, columns: columns ?? [] });
}

function fireAfter(context: Interpretation, { event, relation, members, columns, hasRows }: Write): void {
  if (hasRows) for (const member of members) fireTriggers(context, member, { event, timing: 'after', isRow: true, columns: columns ?? [] });
  fireTriggers(context, relation, { event, timing: 'after', isRow: false, columns: columns ?? [] });
}

function finish(context: Interpretation, write: Write, target: Source): void {
  const { event, relation, members, columns, isWhole, isMany, hasRows } = write;
  if (event === 'insert') {
    for (const member of members) context.lock(member, 'ROW EXCLUSIVE', 'partition');
    if (hasRows)
      for (const column of relation.columns)
        if (columns !== null && !columns.includes(column.name)) evaluateDefault(context, relation, column);
  }
  if (event !== 'delete')
    for (const column of relation.columns) if (column.generated === 'stored') evaluateDefault(context, relation, column);
  if (event !== 'delete')
    for (const check of relation.constraints) if (check.expression !== null) evaluate(context, check.expression, relation);
  context.rows(event, relation, isWhole && event !== 'insert');
  if (event === 'delete' && isWhole && hasRows) context.destroy({ what: 'rows', relation, name: target.relation.name, isCascade: false });
  if (event === 'insert' && hasRows) for (const member of members) fill(context, member, isMany);
  if (hasRows) {
    if (event !== 'delete') checkReferences(context, relation, columns, isMany);
    if (event !== 'insert') keepReferences(context, relation, { event, columns: event === 'delete' ? null : columns, isMany });
  }
  fireAfter(context, write);
}

/** As many rows are written as a query gives; while others are kept waiting that is no small thing. */
function fill(context: Interpretation, relation: Relation, isMany: boolean): void {
  const held = context.heldMode(relation);
  if (isMany && held !== null && isBlocking(relation, held))
    context.work('scan', relation, { reason: 'as many rows are added as a query gives' });
  populate(relation);
}

function populate(relation: Relation): void {
  if (relation.relkind === 'table') relation.population = 'populated';
}

function evaluateDefault(context: Interpretation, relation: Relation, column: Column): void {
  if (column.defaultExpression !== null) evaluate(context, column.defaultExpression, relation);
  if (column.identity === '') return;
  const sequence = context.world.allRelations().find(({ relkind, ownedBy }) => relkind === 'sequence' && ownedBy === column);
  if (sequence !== undefined) useSequence(context, sequence);
}

/** A view with INSTEAD OF triggers calls them; the rules of a view are not followed. */
function fireInstead(context: Interpretation, view: Relation, { statement }: QueryPart): void {
  const event: RowEvent = statement.kind === 'insert' || statement.kind === 'delete' ? statement.kind : 'update';
  if (view.rules.length > 0) context.opaque(`the rules of ${view.name} take the place of the ${event}`);
  fireTriggers(context, view, { event, timing: 'instead', isRow: true, columns: [] });
}

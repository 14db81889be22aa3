import type { Node, RangeVar, WithClause } from 'libpg-query';
import type { Effect } from '../../../model/effect.ts';
import { deparse } from '../../../syntax/deparse.ts';
import { volatilityOf } from '../../expressions/analyze-expression.ts';
import type { Column, Constraint, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import { relationName } from '../definitions.ts';
import type { Inverse, Inverter } from '../inverse.ts';
import { hasOwnRows } from './changed-values.ts';
import { keepRows, keepValues, type KeptCopy } from './copy.ts';
import type { Keeping } from './keeping.ts';

/** The rows that a statement means. */
interface Meant {
  readonly table: Relation;
  readonly from: string;
  /** With WHERE; empty: all rows. */
  readonly where: string;
}

/** Looks at an UPDATE, DELETE or TRUNCATE; what is answered sets aside what it destroys. Null: that cannot be done, and nothing brings it back. */
export function keepChangedRows(node: Node, world: World, keeping: Keeping): Inverter | null {
  if ('UpdateStmt' in node) {
    const { relation, targetList, fromClause, whereClause, withClause } = node.UpdateStmt;
    const meant = meantRows(world, relation, { others: fromClause, whereClause, withClause });
    return meant === null ? null : keepUpdated(world, keeping, meant, namesOf(targetList));
  }
  if ('DeleteStmt' in node) {
    const { relation, usingClause, whereClause, withClause } = node.DeleteStmt;
    const meant = meantRows(world, relation, { others: usingClause, whereClause, withClause });
    return meant === null ? null : keepDeleted(world, keeping, meant);
  }
  if ('TruncateStmt' in node) return keepTruncated(world, keeping, node.TruncateStmt.relations ?? []);
  return null;
}

function keepUpdated(world: World, keeping: Keeping, { table, from, where }: Meant, names: readonly string[]): Inverter | null {
  const set = table.columns.filter(({ name }) => names.includes(name));
  if (set.length === 0 || set.some(isReferenced(world, table))) return null;
  // What triggers make of the row counts as well.
  const isTriggered = table.triggers.some(
    ({ events, enabled, isRow, timing }) => isRow && timing === 'before' && enabled !== 'disabled' && events.has('update'),
  );
  const isWritten = (column: Column): boolean => set.includes(column) || (isTriggered && !isKeyColumn(table, column));
  const lost = table.columns.filter((column) => column.generated === '' && column.identity !== 'always' && isWritten(column));
  const copy = keepValues(world, keeping, table, lost, {
    from,
    where,
    isStable: (column) => column.generated === '' && !lost.includes(column),
  });
  return unlessElsewhere(new Set([table.id]), inverseOf([copy]));
}

function keepDeleted(world: World, keeping: Keeping, meant: Meant): Inverter | null {
  const copies: KeptCopy[] = [];
  const touched = new Set<number>();
  if (!keepWithReferring(world, keeping, meant, copies, touched)) return null;
  return unlessElsewhere(touched, inverseOf(copies));
}

/** Rows, and those of other tables that their foreign keys delete along. */
function keepWithReferring(
  world: World,
  keeping: Keeping,
  { table, from, where }: Meant,
  copies: KeptCopy[],
  touched: Set<number>,
): boolean {
  if (touched.has(table.id)) return false;
  touched.add(table.id);
  copies.push(keepRows(world, keeping, table, { from, where }));
  return referringKeys(world, table).every((key) => {
    const other = key.relation;
    if (key.onDelete === 'no-action' || key.onDelete === 'restrict' || other === null || other.isDropped) return true;
    if (key.onDelete !== 'cascade' || !hasOwnRows(other)) return false;
    const list = (columns: readonly Column[]): string => columns.map(({ name }) => shownIdentifier(name)).join(', ');
    const shown = relationName(world, other);
    const condition = ` WHERE (${list(key.columns)}) IN (SELECT ${list(key.referencedColumns)} FROM ${from}${where})`;
    return keepWithReferring(world, keeping, { table: other, from: shown, where: condition }, copies, touched);
  });
}

function keepTruncated(world: World, keeping: Keeping, relations: readonly Node[]): Inverter | null {
  const tables = relations.map((node) => ('RangeVar' in node ? tableOf(world, node.RangeVar) : null));
  if (!tables.every((table) => table !== null && hasOwnRows(table))) return null;
  const all = withReferring(world, tables as readonly Relation[]);
  if (!all.every(hasOwnRows)) return null;
  const copies = all.map((table) => keepRows(world, keeping, table, {}));
  return unlessElsewhere(new Set(all.map(({ id }) => id)), inverseOf(copies));
}

/** TRUNCATE ... CASCADE empties whatever refers to its tables; without it nothing may. */
function withReferring(world: World, tables: readonly Relation[]): readonly Relation[] {
  const all = new Set(tables);
  for (const table of all)
    for (const { relation } of referringKeys(world, table)) if (relation !== null && !relation.isDropped) all.add(relation);
  return [...all];
}

function meantRows(
  world: World,
  range: RangeVar | undefined,
  {
    others = [],
    whereClause,
    withClause,
  }: {
    readonly others?: readonly Node[] | undefined;
    readonly whereClause?: Node | undefined;
    readonly withClause?: WithClause | undefined;
  },
): Meant | null {
  const table = range === undefined ? null : tableOf(world, range);
  if (table === null || range === undefined || !hasOwnRows(table) || withClause !== undefined) return null;
  const from = deparse({ RangeVar: range });
  if (whereClause === undefined) return others.length === 0 ? { table, from, where: '' } : null;
  // Asked twice, it must answer the same.
  if (others.length === 0 && volatilityOf(world, whereClause, table) === 'volatile') return null;
  const condition = deparse(whereClause);
  if (/\blimit\b/iu.test(condition)) return null;
  if (others.length === 0) return { table, from, where: ` WHERE ${condition}` };
  return { table, from, where: ` WHERE EXISTS (SELECT FROM ${others.map(deparse).join(', ')} WHERE ${condition})` };
}

/** What triggers or rules have written elsewhere is not kept. */
function unlessElsewhere(touched: ReadonlySet<number>, inverse: Inverse): Inverter {
  return (effects) => {
    const isElsewhere = (effect: Effect): boolean =>
      effect.kind === 'opaque' || ((effect.kind === 'rows' || effect.kind === 'destroy') && !isOf(effect, touched));
    return effects.some(isElsewhere) ? { sql: [], lost: ['what its triggers wrote'] } : inverse;
  };
}

function isOf(effect: Extract<Effect, { kind: 'rows' | 'destroy' }>, touched: ReadonlySet<number>): boolean {
  const relation: object | null = effect.relation;
  return relation !== null && 'id' in relation && typeof relation.id === 'number' && touched.has(relation.id);
}

function inverseOf(copies: readonly KeptCopy[]): Inverse {
  return {
    // Rows come back before those that refer to them.
    sql: [...copies.flatMap(({ back }) => back), ...copies.flatMap(({ removal }) => removal)],
    lost: [],
    aside: { things: copies.flatMap(({ aside }) => aside.things), sql: copies.flatMap(({ aside }) => aside.sql), isInPlace: false },
  };
}

function referringKeys(world: World, table: Relation): readonly Constraint[] {
  return world
    .allRelations()
    .flatMap(({ constraints, isDropped }) => (isDropped ? [] : constraints))
    .filter(({ type, referenced, parent }) => type === 'foreign-key' && referenced === table && parent === null);
}

/** A column that foreign keys look at: changing it changes other tables. */
function isReferenced(world: World, table: Relation): (column: Column) => boolean {
  const referenced = new Set(
    referringKeys(world, table).flatMap(({ onUpdate, referencedColumns }) =>
      onUpdate === 'no-action' || onUpdate === 'restrict' ? [] : referencedColumns,
    ),
  );
  return (column) => referenced.has(column);
}

function isKeyColumn({ indexes }: Relation, column: Column): boolean {
  return indexes.some(({ index }) => index?.isPrimary === true && index.keys.some((key) => key.column === column));
}

function tableOf(world: World, { relname = '', schemaname }: RangeVar): Relation | null {
  return world.findRelation(relname, schemaname ?? null);
}

function namesOf(targets: readonly Node[] | undefined): readonly string[] {
  return (targets ?? []).flatMap((target) => ('ResTarget' in target ? [target.ResTarget.name ?? ''] : []));
}

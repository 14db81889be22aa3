import type { InsertStmt, Node, RangeVar } from 'libpg-query';
import { deparse } from '../../../syntax/deparse.ts';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import type { Effect } from '../../../model/effect.ts';
import type { Column, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { relationName } from '../definitions.ts';
import { impossible, NOTHING, type Inversion, type Inverter, type Origin } from '../inverse.ts';
import { keepChangedRows } from '../keep/changed-rows.ts';

type SelectNode = Extract<Node, { SelectStmt: unknown }>;

/** What nothing brings back of rows that a statement writes, by kind of statement. */
const LOST: Readonly<Record<string, string>> = {
  UpdateStmt: 'the former values of the rows',
  DeleteStmt: 'the deleted rows',
  MergeStmt: 'the former rows',
  TruncateStmt: 'the rows',
  CopyStmt: 'which rows were copied in',
  InsertStmt: 'which rows were inserted',
};

/** Reasons that tell of rows or values which are gone. */
export const DESTROYED_ROWS: ReadonlySet<string> = new Set(
  ['UpdateStmt', 'DeleteStmt', 'MergeStmt', 'TruncateStmt'].flatMap((kind) => LOST[kind] ?? []),
);

/**
 * Rows written or removed. What the script itself has made goes as a whole, rows and all; rows inserted with a literal key are deleted by it; for
 * all others only a snapshot, or the person who knows them, brings the rows back.
 */
export const invertRows: Inversion = (node, world, origin) => {
  const [kind = ''] = Object.keys(node);
  const reason = LOST[kind];
  if (reason === undefined) return null;
  if ('InsertStmt' in node && !hasWrites(node.InsertStmt.withClause?.ctes)) return insert(node.InsertStmt, world, origin, reason);
  if ('UpdateStmt' in node) {
    const { relation, targetList, withClause } = node.UpdateStmt;
    const table = tableOf(world, relation);
    if (table !== null && !hasWrites(withClause?.ctes) && isSpent(table, namesOf(targetList), origin) && !hasTriggers(table, 'update'))
      return () => NOTHING;
  }
  return keptOr(unlessNew(origin, reason), node, world, origin);
};

/** Where something is lost, it may be set aside before. */
function keptOr(inverter: Inverter, node: Node, world: World, { keeping }: Origin): Inverter {
  if (keeping === undefined) return inverter;
  return (effects) => {
    const inverse = inverter(effects);
    const kept = inverse.lost.length === 0 ? null : keepChangedRows(node, world, keeping);
    return kept === null ? inverse : kept(effects);
  };
}

/** All that was written is in tables that this script has made, as far as the interpreter has seen. */
function unlessNew(origin: Origin, reason: string): Inverter {
  return (effects) => {
    const written = effects.filter((effect) => effect.kind === 'rows' || effect.kind === 'destroy');
    const isKnown = effects.every(({ kind }) => kind !== 'opaque');
    const isOwn = (effect: Effect): boolean => 'relation' in effect && effect.relation !== null && isNewRelation(effect.relation, origin);
    return isKnown && written.length > 0 && written.every(isOwn) ? NOTHING : { sql: [], lost: [reason] };
  };
}

function insert(statement: InsertStmt, world: World, origin: Origin, reason: string): Inverter {
  const table = tableOf(world, statement.relation);
  if (table === null) return impossible(reason);
  if (table.id >= origin.firstId && !hasTriggers(table, 'insert')) return () => NOTHING;
  if (statement.onConflictClause !== undefined) return impossible(`${reason}: ON CONFLICT does not tell which were there before`);
  const sql = hasTriggers(table, 'insert') ? null : deleteInserted(statement, world, table);
  return sql === null ? impossible(reason) : () => ({ sql: [sql], lost: [] });
}

/** `DELETE FROM t WHERE (id) IN ((1), (2))` for rows whose whole key stands in the statement. */
function deleteInserted({ cols, selectStmt }: InsertStmt, world: World, table: Relation): string | null {
  if (selectStmt === undefined || !('SelectStmt' in selectStmt)) return null;
  const values = insertedRows(selectStmt);
  if (values.length === 0) return null;
  const names = cols === undefined ? table.columns.map(({ name }) => name) : namesOf(cols);
  for (const key of keysOf(table)) {
    const places = key.map(({ name }) => names.indexOf(name));
    const tuples = values.map((row) => places.map((at) => literal(row[at])));
    if (places.includes(-1) || tuples.some((tuple) => tuple.includes(null))) continue;
    const columns = key.map(({ name }) => shownIdentifier(name)).join(', ');
    return `DELETE FROM ${relationName(world, table)} WHERE (${columns}) IN (${tuples.map((tuple) => `(${tuple.join(', ')})`).join(', ')})`;
  }
  return null;
}

/** The rows of VALUES, or of `SELECT 1, 'a'`; none where they come from somewhere else. */
function insertedRows({ SelectStmt: { valuesLists, targetList, fromClause, whereClause, op } }: SelectNode): readonly (readonly Node[])[] {
  if (valuesLists !== undefined) return valuesLists.map(itemsOf);
  if ((fromClause ?? []).length > 0 || whereClause !== undefined || (op !== undefined && op !== 'SETOP_NONE')) return [];
  return [(targetList ?? []).flatMap((target) => ('ResTarget' in target ? (target.ResTarget.val ?? []) : []))];
}

/** Primary key first, then unique constraints and indexes without predicate. */
function keysOf(table: Relation): readonly (readonly Column[])[] {
  const unique = table.indexes.flatMap(({ index }) => {
    if (index === null || !index.isUnique || index.predicate !== null || index.keys.some(({ column }) => column === null)) return [];
    return [{ isPrimary: index.isPrimary, columns: index.keys.flatMap(({ column }) => column ?? []) }];
  });
  return unique.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary)).map(({ columns }) => columns);
}

function literal(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if ('TypeCast' in node) return literal(node.TypeCast.arg) === null ? null : deparse(node);
  return 'A_Const' in node && node.A_Const.isnull !== true ? deparse(node) : null;
}

/** Columns that the script itself has made go with their values. */
function isSpent(table: Relation, columns: readonly string[], { firstId }: Origin): boolean {
  if (table.id >= firstId) return true;
  return columns.every((name) => (table.columns.find((column) => column.name === name)?.id ?? -1) >= firstId);
}

function isNewRelation(relation: object, { firstId }: Origin): boolean {
  return 'id' in relation && typeof relation.id === 'number' && relation.id >= firstId;
}

function hasTriggers(table: Relation, event: 'insert' | 'update'): boolean {
  return table.triggers.some(({ events, enabled }) => enabled !== 'disabled' && events.has(event));
}

function hasWrites(ctes: readonly Node[] | undefined): boolean {
  return (ctes ?? []).some((cte) => 'CommonTableExpr' in cte && !('SelectStmt' in (cte.CommonTableExpr.ctequery ?? {})));
}

function tableOf(world: World, range: RangeVar | undefined): Relation | null {
  return range === undefined ? null : world.findRelation(range.relname ?? '', range.schemaname ?? null);
}

function itemsOf(node: Node): readonly Node[] {
  return 'List' in node ? (node.List.items ?? []) : [];
}

function namesOf(targets: readonly Node[] | undefined): readonly string[] {
  return (targets ?? []).flatMap((target) => ('ResTarget' in target ? [target.ResTarget.name ?? ''] : []));
}

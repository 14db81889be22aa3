import type { Node, RangeVar, SelectStmt, WithClause } from 'libpg-query';
import { typeOf } from '../../expressions/analyze-expression.ts';
import type { Column, Relation, TypeUse } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { figureColumnName } from '../figure-column-name.ts';
import { words } from './walk.ts';

/** A column of a query's result. */
export interface ResultColumn {
  readonly name: string;
  readonly use: TypeUse;
}

interface Item {
  readonly alias: string;
  readonly columns: readonly ResultColumn[];
}

type Ctes = ReadonlyMap<string, readonly ResultColumn[]>;

/** Names and types of what a query returns (transformTargetList, parse_target.c). */
export function resultColumns(world: World, query: Node, ctes: Ctes = new Map()): readonly ResultColumn[] {
  if ('SelectStmt' in query) return selectColumns(world, query.SelectStmt, ctes);
  for (const kind of ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'])
    if (kind in query) {
      const { relation, returningClause } =
        (query as unknown as Record<string, { relation?: RangeVar; returningClause?: { exprs?: Node[] } }>)[kind] ?? {};
      const items = relation === undefined ? [] : rangeItem(world, relation, ctes);
      return targets(world, returningClause?.exprs ?? [], items, ctes);
    }
  return [];
}

function selectColumns(world: World, select: SelectStmt, outer: Ctes): readonly ResultColumn[] {
  const ctes = withColumns(world, select.withClause, outer);
  if (select.larg !== undefined) {
    const left = selectColumns(world, select.larg, ctes);
    const right = select.rarg === undefined ? [] : selectColumns(world, select.rarg, ctes);
    return left.map((column, at) =>
      column.use.type.category === 'unknown' ? { name: column.name, use: right[at]?.use ?? column.use } : column,
    );
  }
  const [row] = select.valuesLists ?? [];
  if (row !== undefined && 'List' in row)
    return (row.List.items ?? []).map((item, at) => ({ name: `column${at + 1}`, use: useOf(world, item, [], ctes) }));
  const items = (select.fromClause ?? []).flatMap((item) => fromItems(world, item, ctes));
  return targets(world, select.targetList ?? [], items, ctes);
}

function withColumns(world: World, clause: WithClause | undefined, outer: Ctes): Ctes {
  const ctes = new Map(outer);
  for (const node of clause?.ctes ?? []) {
    if (!('CommonTableExpr' in node) || node.CommonTableExpr.ctequery === undefined) continue;
    const { ctename = '', ctequery, aliascolnames } = node.CommonTableExpr;
    ctes.set(ctename, renamed(resultColumns(world, ctequery, ctes), words(aliascolnames)));
  }
  return ctes;
}

function fromItems(world: World, item: Node, ctes: Ctes): readonly Item[] {
  if ('RangeVar' in item) return rangeItem(world, item.RangeVar, ctes);
  if ('JoinExpr' in item) {
    const { larg, rarg, usingClause, isNatural } = item.JoinExpr;
    const left = larg === undefined ? [] : fromItems(world, larg, ctes);
    const right = rarg === undefined ? [] : fromItems(world, rarg, ctes);
    const ofLeft = new Set(left.flatMap(({ columns }) => columns.map(({ name }) => name)));
    const merged = isNatural === true ? ofLeft : new Set(words(usingClause));
    return [...left, ...right.map((one) => ({ ...one, columns: one.columns.filter(({ name }) => !merged.has(name)) }))];
  }
  if ('RangeSubselect' in item && item.RangeSubselect.subquery !== undefined) {
    const { alias, subquery } = item.RangeSubselect;
    return [{ alias: alias?.aliasname ?? '', columns: renamed(resultColumns(world, subquery, ctes), words(alias?.colnames)) }];
  }
  if ('RangeFunction' in item) return [functionItem(world, item.RangeFunction, ctes)];
  if ('RangeTableSample' in item && item.RangeTableSample.relation !== undefined)
    return fromItems(world, item.RangeTableSample.relation, ctes);
  return [];
}

function rangeItem(world: World, range: RangeVar, ctes: Ctes): readonly Item[] {
  const alias = range.alias?.aliasname ?? range.relname ?? '';
  const cte = range.schemaname === undefined ? ctes.get(range.relname ?? '') : undefined;
  const columns = cte ?? world.findRelation(range.relname ?? '', range.schemaname ?? null)?.columns ?? [];
  return [{ alias, columns: renamed(columns, words(range.alias?.colnames)) }];
}

function functionItem(world: World, item: Extract<Node, { RangeFunction: unknown }>['RangeFunction'], ctes: Ctes): Item {
  const [list] = item.functions ?? [];
  const [call] = list !== undefined && 'List' in list ? (list.List.items ?? []) : [];
  const name = call === undefined ? '' : (figureColumnName(call) ?? '');
  const alias = item.alias?.aliasname ?? name;
  const returned = call === undefined ? world.unknownType('?') : useOf(world, call, [], ctes).type;
  const own = returned.relation?.columns ?? [{ name: alias, use: { type: returned, modifier: -1 } }];
  return { alias, columns: renamed(own, words(item.alias?.colnames)) };
}

function renamed(columns: readonly ResultColumn[], names: readonly string[]): readonly ResultColumn[] {
  return columns.map(({ name, use }, at) => ({ name: names[at] ?? name, use }));
}

function targets(world: World, list: readonly Node[], items: readonly Item[], ctes: Ctes): readonly ResultColumn[] {
  return list.flatMap((node): readonly ResultColumn[] => {
    if (!('ResTarget' in node) || node.ResTarget.val === undefined) return [];
    const { name, val } = node.ResTarget;
    const star = starOf(val, items);
    return star ?? [{ name: name ?? figureColumnName(val) ?? '?column?', use: useOf(world, val, items, ctes) }];
  });
}

/** `*` and `t.*`. */
function starOf(node: Node, items: readonly Item[]): readonly ResultColumn[] | null {
  if (!('ColumnRef' in node)) return null;
  const fields = node.ColumnRef.fields ?? [];
  const last = fields.at(-1);
  if (last === undefined || !('A_Star' in last)) return null;
  const qualifier = words(fields.slice(0, -1)).at(-1);
  return items.filter(({ alias }) => qualifier === undefined || alias === qualifier).flatMap(({ columns }) => columns);
}

function useOf(world: World, node: Node, items: readonly Item[], ctes: Ctes): TypeUse {
  const direct = columnUse(node, items);
  if (direct !== null) return direct;
  if ('SubLink' in node && node.SubLink.subLinkType === 'EXPR_SUBLINK' && node.SubLink.subselect !== undefined) {
    const [first] = resultColumns(world, node.SubLink.subselect, ctes);
    if (first !== undefined) return first.use;
  }
  const found = typeOf(world, node, standIn(world, items));
  // A literal without a type becomes text when the query's result is stored (transformTargetList since PostgreSQL 10).
  if (found === null && 'A_Const' in node && node.A_Const.sval !== undefined)
    return { type: world.findType('text') ?? world.unknownType('text'), modifier: -1 };
  return found ?? { type: world.unknownType('?'), modifier: -1 };
}

function columnUse(node: Node, items: readonly Item[]): TypeUse | null {
  if (!('ColumnRef' in node)) return null;
  const names = words(node.ColumnRef.fields);
  const [column, qualifier] = [names.at(-1), names.at(-2)];
  for (const item of items) {
    if (qualifier !== undefined && qualifier !== item.alias) continue;
    const found = item.columns.find(({ name }) => name === column);
    if (found !== undefined) return found.use;
  }
  return null;
}

/** All columns of a FROM list as one relation, which typeOf asks for the types of the columns in an expression. */
function standIn(world: World, items: readonly Item[]): Relation | null {
  const model = world.allRelations()[0];
  if (model === undefined || items.length === 0) return null;
  const columns = items.flatMap(({ columns: own }) => own).map(({ name, use }) => ({ ...BLANK, id: 0, name, use }));
  const relation: Relation = { ...model, name: items[0]?.alias ?? '', columns: [], constraints: [], indexes: [], isAssumed: false };
  relation.columns.push(...columns.map((column): Column => ({ ...column, relation })));
  return relation;
}

const BLANK: Omit<Column, 'id' | 'name' | 'use' | 'relation'> = {
  kind: 'column',
  isNew: true,
  isDropped: false,
  owner: null,
  isExtensionMember: false,
  collation: null,
  isNotNull: false,
  identity: '',
  generated: '',
  defaultExpression: null,
  isLocal: true,
  inheritedTimes: 0,
  isAssumed: false,
};

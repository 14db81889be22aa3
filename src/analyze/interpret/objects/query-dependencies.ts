import type { Node, RangeVar, SelectStmt } from 'libpg-query';
import { functionsCalledBy } from '../../expressions/analyze-expression.ts';
import type { Column, Constraint, Relation, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { sequencesUsedBy } from '../column-default.ts';
import { walk, words } from '../queries/walk.ts';
import type { Fields } from '../queries/walk.ts';

/** What a stored query or expression names. */
export interface QueryReferences {
  readonly relations: readonly Relation[];
  readonly columns: readonly Column[];
}

/** Records what a stored query needs: the relations it reads, the columns it names, and functions (recordDependencyOnExpr, dependency.c). */
export function recordQueryDependencies(world: World, dependent: WorldObject, query: Node, own: readonly Relation[] = []): void {
  const { relations, columns } = queryReferences(world, query, own);
  for (const key of keysGroupedBy(query, relations)) world.depend(dependent, key, 'normal');
  for (const used of [...relations, ...columns, ...functionsCalledBy(world, query), ...sequencesUsedBy(world, query)])
    if (!own.includes(used as Relation)) world.depend(dependent, used, 'normal');
}

/** Relations and columns that a query names; columns without a qualifier are looked for in all its relations. `own`: in sight without FROM (OLD and NEW of a rule). */
export function queryReferences(world: World, query: Node, own: readonly Relation[] = []): QueryReferences {
  const byAlias = new Map<string, Relation>();
  for (const relation of own) for (const alias of [relation.name, 'old', 'new', 'excluded']) byAlias.set(alias, relation);
  for (const range of namedRanges(query)) {
    const relation = world.findRelation(range.relname ?? '', range.schemaname ?? null);
    if (relation !== null) byAlias.set(range.alias?.aliasname ?? relation.name, relation);
  }
  const columns = new Set<Column>();
  const add = (relation: Relation, name: string): void => {
    const column =
      relation.columns.find((candidate) => candidate.name === name) ?? (byAlias.size === 1 ? world.column(relation, name) : null);
    if (column !== null && column !== undefined) columns.add(column);
  };
  walk(query, (kind, fields) => {
    if (kind === 'ColumnRef') addReference(fields, byAlias, columns, add);
    else if (kind === 'JoinExpr')
      for (const name of words(fields['usingClause'] as readonly Node[])) for (const relation of byAlias.values()) add(relation, name);
    return true;
  });
  return { relations: [...new Set(byAlias.values())], columns: [...columns] };
}

/** Primary keys that let other columns stand beside GROUP BY (check_functional_grouping, pg_constraint.c). */
function keysGroupedBy(query: Node, relations: readonly Relation[]): readonly Constraint[] {
  const keys = new Set<Constraint>();
  walk(query, (kind, fields) => {
    if (kind !== 'SelectStmt' || fields['groupClause'] === undefined) return true;
    const { groupClause, targetList = [] } = fields as SelectStmt;
    const grouped = new Set((groupClause ?? []).flatMap(columnName));
    const others = targetList
      .flatMap((node) => ('ResTarget' in node ? columnName(node.ResTarget.val) : []))
      .filter((name) => !grouped.has(name));
    for (const relation of relations) {
      const key = relation.constraints.find(({ type }) => type === 'primary-key');
      const isNeeded = others.some((name) => relation.columns.some((column) => column.name === name));
      if (key !== undefined && isNeeded && key.columns.every(({ name }) => grouped.has(name))) keys.add(key);
    }
    return true;
  });
  return [...keys];
}

function columnName(node: Node | undefined): readonly string[] {
  return node !== undefined && 'ColumnRef' in node ? words(node.ColumnRef.fields).slice(-1) : [];
}

/** Relations that a query names, targets included; not its CTEs. */
export function namedRanges(query: Node): readonly RangeVar[] {
  const ctes = new Set<string>();
  const ranges: RangeVar[] = [];
  walk(query, (kind, fields) => {
    if (kind === 'CommonTableExpr') ctes.add(fields['ctename'] as string);
    if (kind === 'RangeVar') ranges.push(fields);
    const target = fields['relation'] as RangeVar | undefined;
    if (kind.endsWith('Stmt') && target?.relname !== undefined) ranges.push(target);
    return true;
  });
  return ranges.filter(({ schemaname, relname }) => schemaname !== undefined || !ctes.has(relname ?? ''));
}

function addReference(
  fields: Fields,
  byAlias: ReadonlyMap<string, Relation>,
  columns: Set<Column>,
  add: (relation: Relation, name: string) => void,
): void {
  const parts = words((fields as { fields?: readonly Node[] }).fields);
  const name = parts.at(-1) ?? '';
  const qualifier = parts.at(-2);
  const relations = qualifier === undefined ? [...byAlias.values()] : [byAlias.get(qualifier)].filter((relation) => relation !== undefined);
  for (const relation of relations) {
    if (name === '*') for (const column of relation.columns) columns.add(column);
    else add(relation, name);
  }
  const whole = qualifier === undefined ? byAlias.get(name) : undefined;
  if (whole !== undefined) for (const column of whole.columns) columns.add(column);
}

import type { Node } from 'libpg-query';
import type { Relation, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { conjuncts, rewrite, walk, words } from './walk.ts';

/** Every relation that a view's query uses, views below it and what these use included, each once. */
export function relationsBehind(world: World, view: Relation): readonly Relation[] {
  const seen = new Set<Relation>();
  const waiting = [...directRelations(world, view)];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next) || next === view) continue;
    seen.add(next);
    if (next.relkind === 'view') waiting.push(...directRelations(world, next));
  }
  return [...seen];
}

/** pg_depend knows them through renames; the text is asked only where nothing was recorded. */
function directRelations(world: World, view: Relation): readonly Relation[] {
  const recorded = new Set(world.references(view).flatMap(({ on }) => relationOf(on)));
  recorded.delete(view);
  if (recorded.size > 0) return [...recorded];
  const named = new Set<Relation>();
  walk(view.query, (kind, fields) => {
    if (kind !== 'RangeVar') return true;
    const { relname, schemaname } = fields as { relname?: string; schemaname?: string };
    const found = world.findRelation(relname ?? '', schemaname ?? null);
    if (found !== null && found !== view) named.add(found);
    return false;
  });
  return [...named];
}

function relationOf(object: WorldObject): readonly Relation[] {
  if (object.kind === 'column') return [object.relation];
  return object.kind === 'relation' && object.relkind !== 'sequence' && object.relkind !== 'index' ? [object] : [];
}

/** The table behind a view that PostgreSQL updates by itself, with the views on the way (manual, CREATE VIEW, "Updatable Views"). */
export function baseRelation(world: World, view: Relation): { readonly relation: Relation; readonly views: readonly Relation[] } | null {
  const views: Relation[] = [];
  let current = view;
  while (current.relkind === 'view') {
    const from = current.query !== null && 'SelectStmt' in current.query ? (current.query.SelectStmt.fromClause ?? []) : [];
    const [only] = from;
    const next = from.length === 1 && only !== undefined && 'RangeVar' in only ? fromName(world, current, only.RangeVar) : null;
    if (next === null || views.includes(next)) return null;
    if (next.relkind === 'view') views.push(next);
    current = next;
  }
  return { relation: current, views };
}

function fromName(world: World, view: Relation, range: { relname?: string; schemaname?: string }): Relation | null {
  const used = directRelations(world, view);
  const [first] = used;
  return (
    used.find(({ name, schema }) => name === range.relname && (range.schemaname === undefined || schema === range.schemaname)) ??
    (used.length === 1 && first !== undefined ? first : null)
  );
}

/** Does an INSTEAD OF trigger or a rule do the writing in the view's stead? */
export function isReplacedBy(view: Relation, event: 'insert' | 'update' | 'delete'): boolean {
  return view.rules.length > 0 || view.triggers.some(({ timing, events }) => timing === 'instead' && events.has(event));
}

/** The conditions of a view over one table: they narrow what is read through it. */
export function viewCondition(view: Relation): readonly Node[] {
  if (view.query === null || !('SelectStmt' in view.query) || view.query.SelectStmt.fromClause?.length !== 1) return [];
  return conjuncts(view.query.SelectStmt.whereClause);
}

/** Conditions on a view that narrow what is read of the one table behind it: its columns must be the table's own, by the same names. */
export function passedDown(view: Relation, alias: string, conditions: readonly Node[]): readonly Node[] {
  if (view.query === null || !('SelectStmt' in view.query)) return [];
  const { fromClause = [], targetList = [], groupClause = [], distinctClause = [], limitCount, windowClause = [] } = view.query.SelectStmt;
  const [from] = fromClause;
  const isPlain = fromClause.length === 1 && from !== undefined && 'RangeVar' in from && limitCount === undefined;
  if (!isPlain || groupClause.length + distinctClause.length + windowClause.length > 0 || !targetList.every(keepsName)) return [];
  return conditions.map(
    (condition) =>
      rewrite(condition, (kind, fields) => {
        const names = words(fields['fields'] as readonly Node[] | undefined);
        const last = names.at(-1);
        if (kind !== 'ColumnRef' || names.length !== 2 || names[0] !== alias || last === undefined) return undefined;
        return { ColumnRef: { fields: [{ String: { sval: last } }] } };
      }) as Node,
  );
}

function keepsName(target: Node): boolean {
  if (!('ResTarget' in target) || target.ResTarget.val === undefined || !('ColumnRef' in target.ResTarget.val)) return false;
  const { name } = target.ResTarget;
  return name === undefined || words(target.ResTarget.val.ColumnRef.fields).at(-1) === name;
}

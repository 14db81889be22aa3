import type { Node, ViewStmt } from 'libpg-query';
import type { Relation, TypeUse } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { addNewRelation, addRowType, schemaForNew } from '../new-relation.ts';
import { optionText, optionsOf, strings } from '../options.ts';
import { columnsOfQuery } from '../run-query.ts';
import { lockNamedRelations } from './parse-locks.ts';
import { namedRanges, recordQueryDependencies } from './query-dependencies.ts';

/** CREATE VIEW. */
export const VIEW_INTERPRETERS: Interpreters = { ViewStmt: createView };

interface ViewColumn {
  readonly name: string;
  readonly use: TypeUse;
}

/** DefineView (view.c): the query is analysed, which locks what it names; OR REPLACE then locks the view itself. */
function createView(context: Interpretation, statement: ViewStmt): void {
  const { query, view: range = {} } = statement;
  if (query === undefined) return;
  lockNamedRelations(context, query, 'parsed');
  const columns = columnsOf(context, statement, query);
  const isTemporary = range.relpersistence === 't' || namedRanges(query).some((named) => isTemporaryRelation(context, named));
  const place = isTemporary ? { ...range, relpersistence: 't' } : range;
  const schema = schemaForNew(context, place);
  const existing = context.world.findRelation(range.relname ?? '', schema);
  const view =
    existing === null
      ? addNewRelation(context, place, schema, { relkind: 'view' })
      : replaceable(context, existing, statement.replace === true);
  if (existing !== null) context.lock(view, 'ACCESS EXCLUSIVE');
  setColumns(context, view, columns);
  if (existing === null) addRowType(context, view);
  setQuery(context, view, query);
  view.options.clear();
  for (const [name, option] of optionsOf(statement.options)) view.options.set(name, optionText(option));
}

function columnsOf(context: Interpretation, { aliases }: ViewStmt, query: Node): readonly ViewColumn[] {
  const names = strings(aliases);
  const columns = columnsOfQuery(context, query);
  if (names.length > columns.length && columns.length > 0)
    context.refuseIfKnown('42601', 'CREATE VIEW specifies more column names than columns');
  return columns.map((column, at) => ({ ...column, name: names[at] ?? column.name }));
}

function isTemporaryRelation({ world }: Interpretation, { relname = '', schemaname }: { relname?: string; schemaname?: string }): boolean {
  return world.findRelation(relname, schemaname ?? null)?.persistence === 'temporary';
}

/** DefineVirtualRelation (view.c). What the text named before without saying what it is may be a view. */
function replaceable(context: Interpretation, existing: Relation, isReplaced: boolean): Relation {
  if (existing.isAssumed && existing.relkind === 'table') existing.relkind = 'view';
  if (!isReplaced && !existing.isAssumed) context.refuse('42P07', `relation "${existing.name}" already exists`);
  if (existing.relkind !== 'view') context.refuse('42809', `"${existing.name}" is not a view`);
  return existing;
}

/** checkViewColumns (view.c): columns may only be added at the end. */
function setColumns(context: Interpretation, view: Relation, columns: readonly ViewColumn[]): void {
  if (!view.isAssumed) checkColumns(context, view, columns);
  for (const { name, use } of columns)
    if (!view.columns.some((column) => column.name === name)) context.world.addColumn(view, { name, use });
}

function checkColumns(context: Interpretation, view: Relation, columns: readonly ViewColumn[]): void {
  if (columns.length < view.columns.length) context.refuseIfKnown('42P16', 'cannot drop columns from view');
  for (const [at, old] of view.columns.entries()) {
    const column = columns[at];
    if (column === undefined) return;
    if (column.name !== old.name) context.refuseIfKnown('42P16', `cannot change name of view column "${old.name}" to "${column.name}"`);
    const isKnown = column.use.type.category !== 'unknown' && old.use.type.category !== 'unknown';
    if (isKnown && (column.use.type !== old.use.type || column.use.modifier !== old.use.modifier))
      context.refuseIfKnown('42P16', `cannot change data type of view column "${old.name}"`);
  }
}

function setQuery({ world }: Interpretation, view: Relation, query: Node): void {
  for (const { on, type } of world.references(view)) if (type === 'normal' && on.kind !== 'schema') world.undepend(view, on);
  view.query = query;
  recordQueryDependencies(world, view, query);
}

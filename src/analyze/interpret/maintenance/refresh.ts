import type { RefreshMatViewStmt } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { populationOfQuery } from '../create-table/create-table-as.ts';
import type { Interpretation } from '../interpretation.ts';
import { runQuery } from '../run-query.ts';
import { rewriteTable } from './rewrite.ts';

/** REFRESH MATERIALIZED VIEW (ExecRefreshMatView, commands/matview.c). */
export function refreshMaterializedView(context: Interpretation, statement: RefreshMatViewStmt): void {
  const range = statement.relation ?? {};
  const view = context.world.relation(range, 'materialized-view');
  if (view === null) return context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  context.lock(view, statement.concurrent === true ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE');
  if (view.relkind !== 'materialized-view') context.refuse('0A000', `"${view.name}" is not a materialized view`);
  if (statement.concurrent === true) return refreshConcurrently(context, view, statement.skipData === true);
  if (statement.skipData === true) return empty(context, view);
  if (view.query !== null) runQuery(context, view.query);
  rewriteTable(context, view, 'REFRESH writes the materialized view anew');
  filled(context, view);
}

/** Only the rows that differ are written, so readers go on. */
function refreshConcurrently(context: Interpretation, view: Relation, isWithNoData: boolean): void {
  if (isWithNoData) context.refuse('42601', 'REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together');
  if (!view.isPopulated) context.refuseIfKnown('0A000', 'CONCURRENTLY cannot be used when the materialized view is not populated');
  if (!view.indexes.some(isUsableKey))
    context.refuseIfKnown('55000', `cannot refresh materialized view "${view.schema}.${view.name}" concurrently`);
  if (view.query !== null) runQuery(context, view.query);
  context.work('scan', view, { reason: 'REFRESH CONCURRENTLY compares the old rows with the new ones' });
  for (const index of view.indexes) context.lock(index, 'ROW EXCLUSIVE', 'index');
  filled(context, view);
}

/** A unique index on plain columns that covers all rows (is_usable_unique_index, matview.c). */
function isUsableKey({ index }: Relation): boolean {
  return (
    index !== null &&
    index.isUnique &&
    index.isValid &&
    index.predicate === null &&
    index.keys.every(({ expression }) => expression === null)
  );
}

function empty(context: Interpretation, view: Relation): void {
  for (const index of view.indexes) context.lock(index, 'ACCESS EXCLUSIVE', 'index');
  if (view.population !== 'empty') context.destroy({ what: 'rows', relation: view, name: view.name, isCascade: false });
  setRows(context.world, view, 'empty');
  view.isPopulated = false;
}

function filled({ world }: Interpretation, view: Relation): void {
  setRows(world, view, view.query === null ? 'unknown' : populationOfQuery(world, view.query));
  view.isPopulated = true;
}

function setRows(world: World, view: Relation, population: Relation['population']): void {
  for (const relation of [view, ...view.indexes]) {
    if (population === 'empty') world.markEmpty(relation);
    else relation.population = population;
    relation.rows = null;
    relation.bytes = null;
  }
}

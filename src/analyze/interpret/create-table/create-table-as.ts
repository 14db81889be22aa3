import type { CreateTableAsStmt, IntoClause, Node } from 'libpg-query';
import type { Population } from '../../../model/effect.ts';
import type { Relation } from '../../world/objects.ts';
import { isKnownEmpty } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { addNewRelation, addRowType, isTaken, schemaForNew } from '../new-relation.ts';
import { strings } from '../options.ts';
import { namedRanges, recordQueryDependencies } from '../objects/query-dependencies.ts';
import { columnsOfQuery, lockQuery, runQuery } from '../run-query.ts';
import { storageFields } from './storage.ts';

/** CREATE TABLE AS and CREATE MATERIALIZED VIEW (ExecCreateTableAs, commands/createas.c). */
export function createTableAs(context: Interpretation, statement: CreateTableAsStmt): void {
  if (statement.query === undefined || statement.into === undefined) return;
  fill(context, statement.query, statement.into, {
    relkind: statement.objtype === 'OBJECT_MATVIEW' ? 'materialized-view' : 'table',
    isTolerated: statement.if_not_exists === true,
  });
}

/** How many rows a query gives, as far as the relations that it reads tell. */
export function populationOfQuery(world: World, query: Node): Population {
  return isEmptyQuery(world, query, 0) ? 'empty' : 'populated';
}

function fill(
  context: Interpretation,
  query: Node,
  into: IntoClause,
  { relkind, isTolerated }: { readonly relkind: 'table' | 'materialized-view'; readonly isTolerated: boolean },
): void {
  const range = into.rel ?? {};
  // The query is analysed, and its relations locked, before the name is looked at.
  if (!('ExecuteStmt' in query)) lockQuery(context, query);
  const schema = schemaForNew(context, range);
  if (isTaken(context, range, schema, isTolerated)) return;
  const columns = columnsOfQuery(context, query);
  const isFilled = into.skipData !== true;
  if ('ExecuteStmt' in query) context.follow(query);
  else if (isFilled) runQuery(context, query);
  const relation = addNewRelation(context, range, schema, {
    ...storageFields(context, into),
    relkind,
    population: isFilled ? populationOfQuery(context.world, query) : 'empty',
    isPopulated: isFilled || relkind === 'table',
    query: relkind === 'materialized-view' ? query : null,
    // What a query returns from relations that we do not know has columns that we do not know.
    isAssumed: columns.length === 0,
  });
  const names = strings(into.colNames);
  for (const [at, { name, use }] of columns.entries()) context.world.addColumn(relation, { name: names[at] ?? name, use });
  addRowType(context, relation);
  if (relkind === 'materialized-view') recordQueryDependencies(context.world, relation, query);
}

function isEmptyQuery(world: World, query: Node, depth: number): boolean {
  const ranges = namedRanges(query);
  return (
    ranges.length > 0 && ranges.every((range) => isEmptySource(world, world.findRelation(range.relname ?? '', range.schemaname), depth))
  );
}

function isEmptySource(world: World, relation: Relation | null, depth: number): boolean {
  switch (relation?.relkind) {
    case 'view':
      return relation.query !== null && depth < MAX_DEPTH && isEmptyQuery(world, relation.query, depth + 1);
    case 'table':
    case 'partitioned-table':
    case 'materialized-view':
      return isKnownEmpty(relation);
    default:
      return false;
  }
}

/** Views may not contain themselves, but their text may. */
const MAX_DEPTH = 20;

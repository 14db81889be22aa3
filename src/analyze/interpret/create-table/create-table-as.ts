import type { CreateTableAsStmt, IntoClause, Node, SelectStmt } from 'libpg-query';
import type { Population } from '../../../model/effect.ts';
import type { Relation } from '../../world/objects.ts';
import { isKnownEmpty } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { addNewRelation, addRowType, isTaken, schemaForNew } from '../new-relation.ts';
import { strings } from '../options.ts';
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

/** SELECT … INTO t: CREATE TABLE AS in other words. */
export function selectInto(context: Interpretation, statement: SelectStmt): void {
  const { intoClause, ...query } = statement;
  if (intoClause !== undefined) fill(context, { SelectStmt: query }, intoClause, { relkind: 'table', isTolerated: false });
}

/** How many rows a query gives, as far as the relations that it reads tell. */
export function populationOfQuery(world: World, query: Node): Population {
  const read = relationsIn(world, query);
  return read.length > 0 && read.every((relation) => isEmptySource(world, relation, 0)) ? 'empty' : 'populated';
}

function fill(
  context: Interpretation,
  query: Node,
  into: IntoClause,
  { relkind, isTolerated }: { readonly relkind: 'table' | 'materialized-view'; readonly isTolerated: boolean },
): void {
  const range = into.rel ?? {};
  // The query is analysed, and its relations locked, before the name is looked at.
  lockQuery(context, query);
  const schema = schemaForNew(context, range);
  if (isTaken(context, range, schema, isTolerated)) return;
  const columns = columnsOfQuery(context, query);
  const isFilled = into.skipData !== true;
  if (isFilled) runQuery(context, query);
  const relation = addNewRelation(context, range, schema, {
    ...storageFields(context, into),
    relkind,
    population: isFilled ? populationOfQuery(context.world, query) : 'empty',
    isPopulated: isFilled,
    query: relkind === 'materialized-view' ? query : null,
    // What a query returns from relations that we do not know has columns that we do not know.
    isAssumed: columns.length === 0,
  });
  const names = strings(into.colNames);
  for (const [at, { name, use }] of columns.entries()) context.world.addColumn(relation, { name: names[at] ?? name, use });
  addRowType(context, relation);
  if (relkind === 'materialized-view') dependOnRead(context.world, relation, query);
}

/** A materialized view needs what its query reads (its rule depends on the relations and columns). */
function dependOnRead(world: World, view: Relation, query: Node): void {
  for (const relation of relationsIn(world, query)) world.depend(view, relation, 'normal');
}

function isEmptySource(world: World, relation: Relation, depth: number): boolean {
  if (relation.relkind === 'view') {
    if (relation.query === null || depth > 20) return false;
    const read = relationsIn(world, relation.query);
    return read.length > 0 && read.every((below) => isEmptySource(world, below, depth + 1));
  }
  return relation.relkind !== 'foreign-table' && relation.relkind !== 'sequence' && isKnownEmpty(relation);
}

/** Relations that a query names, but for its own WITH queries. */
function relationsIn(world: World, query: Node): readonly Relation[] {
  const own = new Set<string>();
  const found = new Set<Relation>();
  const visit = (tree: unknown, see: (name: string, fields: unknown) => void): void => {
    if (typeof tree !== 'object' || tree === null) return;
    for (const [name, value] of Object.entries(tree)) {
      see(name, value);
      visit(value, see);
    }
  };
  visit(query, (name, fields) => {
    if (name === 'CommonTableExpr') own.add((fields as { readonly ctename?: string }).ctename ?? '');
  });
  visit(query, (name, fields) => {
    if (name !== 'RangeVar') return;
    const range = fields as { readonly relname?: string; readonly schemaname?: string };
    if (range.schemaname === undefined && own.has(range.relname ?? '')) return;
    const relation = world.relation(range);
    if (relation !== null) found.add(relation);
  });
  return [...found];
}

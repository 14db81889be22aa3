import type { AlterStatsStmt, CreateStatsStmt, Node } from 'libpg-query';
import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import type { Attachment, Column, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { makeObjectName, nameAddition } from '../choose-name.ts';
import type { Interpretation } from '../interpretation.ts';
import { schemaObject } from '../new-relation.ts';
import { strings } from '../options.ts';

/** CREATE STATISTICS: SHARE UPDATE EXCLUSIVE on the table, even where IF NOT EXISTS does nothing (CreateStatistics, statscmds.c). */
export function createStatistics(context: Interpretation, statement: CreateStatsStmt): void {
  const [from] = statement.relations ?? [];
  if (from === undefined || !('RangeVar' in from)) return context.refuse('0A000', 'only a single relation is allowed in CREATE STATISTICS');
  const relation = context.world.relation(from.RangeVar);
  if (relation === null) return context.refuseIfKnown('42P01', `relation "${from.RangeVar.relname ?? ''}" does not exist`);
  context.lock(relation, 'SHARE UPDATE EXCLUSIVE');
  const [given, givenSchema] = strings(statement.defnames).toReversed();
  const schema = givenSchema ?? (given === undefined ? relation.schema : context.world.creationSchema());
  const elements = (statement.exprs ?? []).flatMap((node) => ('StatsElem' in node ? [node.StatsElem] : []));
  if (given !== undefined && findStatistics(context.world, given, schema) !== null) {
    if (statement.if_not_exists === true) return;
    context.refuse('42710', `statistics object "${given}" already exists`);
  }
  const parts = elements.map(({ name }) => name ?? 'expr');
  const name = given ?? freeName(context.world, relation, parts, schema);
  const columns = elements.flatMap((element) => (element.name === undefined ? [] : (context.world.column(relation, element.name) ?? [])));
  const made = add(context, relation, { name, schema, columns });
  for (const { expr } of elements) if (expr !== undefined) dependOnExpression(context.world, made, relation, expr);
}

/** ALTER STATISTICS … SET STATISTICS: no lock on the table (AlterStatistics, statscmds.c). */
export function alterStatistics(context: Interpretation, statement: AlterStatsStmt): void {
  const [name = '', schema] = strings(statement.defnames).toReversed();
  const places = schema === undefined ? context.world.session.searchPath : [schema];
  if (statement.missing_ok !== true && !places.some((place) => findStatistics(context.world, name, place) !== null))
    context.refuseIfKnown('42704', `statistics object "${name}" does not exist`);
}

/** Statistics objects of a table for another one (LIKE … INCLUDING STATISTICS). */
export function copyStatistics(context: Interpretation, relation: Relation, source: Relation): void {
  const { world } = context;
  const originals = world.others.filter((attachment) => attachment.what === 'statistics' && attachment.relation === source);
  for (const { columns } of originals) {
    const own = relation.columns.filter(({ name }) => columns.some((column) => column.name === name));
    const name = freeName(
      world,
      relation,
      own.map((column) => column.name),
      relation.schema,
    );
    add(context, relation, { name, schema: relation.schema, columns: own });
  }
}

function add(
  context: Interpretation,
  relation: Relation,
  fields: { readonly name: string; readonly schema: string; readonly columns: readonly Column[] },
): Attachment {
  const { world } = context;
  const made = world.addAttachment({ ...fields, what: 'statistics', relation });
  for (const column of fields.columns) world.depend(made, column, 'auto');
  if (fields.columns.length === 0) world.depend(made, relation, 'auto');
  world.depend(made, schemaObject(context, fields.schema), 'normal');
  context.created({ what: 'statistics', name: `${fields.schema}.${fields.name}` });
  return made;
}

function dependOnExpression(world: World, statistics: Attachment, relation: Relation, expression: Node): void {
  for (const name of columnsUsedBy(expression, relation)) {
    const column = world.column(relation, name);
    if (column !== null) world.depend(statistics, column, 'auto');
  }
}

function findStatistics(world: World, name: string, schema: string): Attachment | null {
  return world.others.find((other) => other.what === 'statistics' && other.name === name && other.schema === schema) ?? null;
}

/** `table_columns_stat` (ChooseExtendedStatisticName, statscmds.c). */
function freeName(world: World, relation: Relation, parts: readonly string[], schema: string): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(relation.name, nameAddition(parts), pass === 0 ? 'stat' : `stat${pass}`);
    if (findStatistics(world, name, schema) === null) return name;
  }
}

import type { ColumnRef, Node, RangeVar } from 'libpg-query';
import type { Column, FunctionObject, IndexKey, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';

/** Nodes of the parser are shared with whoever parsed the text: they are copied where something changes. */
function mapTree<T>(tree: T, change: (kind: string, fields: unknown) => unknown): T {
  if (Array.isArray(tree)) return tree.map((member: unknown) => mapTree(member, change)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([kind, fields]) => [kind, mapTree(/^[A-Z]/u.test(kind) ? change(kind, fields) : fields, change)]),
  ) as T;
}

/** PostgreSQL stores expressions by column number, we by name: a renamed column is renamed in them. */
export function renameInExpressions({ relation }: Column, from: string, to: string): void {
  const rename = (expression: Node | null): Node | null => renameColumn(expression, relation, from, to);
  for (const column of relation.columns) column.defaultExpression = rename(column.defaultExpression);
  for (const constraint of relation.constraints) constraint.expression = rename(constraint.expression);
  for (const { index } of relation.indexes) {
    if (index === null) continue;
    index.predicate = rename(index.predicate);
    index.keys = index.keys.map((key): IndexKey => ({ ...key, expression: rename(key.expression) }));
  }
  if (relation.partitionKey !== null)
    relation.partitionKey = {
      ...relation.partitionKey,
      keys: relation.partitionKey.keys.map(({ column, expression }) => ({ column, expression: rename(expression) })),
    };
}

function renameColumn(expression: Node | null, relation: Relation, from: string, to: string): Node | null {
  if (expression === null) return null;
  return mapTree(expression, (kind, fields) => {
    if (kind !== 'ColumnRef') return fields;
    const { fields: parts = [], ...rest } = fields as ColumnRef;
    const last = parts.at(-1);
    if (last === undefined || !('String' in last) || last.String.sval !== from) return fields;
    const qualifier = parts.at(-2);
    if (qualifier !== undefined && (!('String' in qualifier) || qualifier.String.sval !== relation.name)) return fields;
    return { ...rest, fields: [...parts.slice(0, -1), { String: { sval: to } }] };
  });
}

/** Views and standard SQL bodies of functions follow a renamed relation: PostgreSQL stores its number. Call it while the relation has its old name. */
export function renameInQueries(world: World, relation: Relation, name: string, schema: string): void {
  const rename = (query: Node): Node => renameRelation(world, query, relation, name, schema);
  for (const view of world.allRelations()) if (view.query !== null) view.query = rename(view.query);
  for (const called of world.allFunctions()) renameInBody(called, rename);
}

function renameInBody(called: FunctionObject, rename: (query: Node) => Node): void {
  if (called.sqlBody !== null) called.sqlBody = rename(called.sqlBody);
}

function renameRelation(world: World, query: Node, relation: Relation, name: string, schema: string): Node {
  if (!JSON.stringify(query).includes(JSON.stringify(relation.name))) return query;
  const renamed = (range: RangeVar): RangeVar =>
    world.findRelation(range.relname ?? '', range.schemaname ?? null) === relation
      ? {
          ...range,
          relname: name,
          schemaname: schema,
          ...(range.alias === undefined && name !== relation.name ? { alias: { aliasname: relation.name } } : {}),
        }
      : range;
  return mapTree(query, (kind, fields) => (kind === 'RangeVar' ? renamed(fields as RangeVar) : fields));
}

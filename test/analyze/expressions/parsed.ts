import type { Node, TypeName } from 'libpg-query';
import { loadParser, parseSql } from '../../../src/syntax/parse.ts';
import type { World } from '../../../src/analyze/world/world.ts';
import type { Relation, TypeUse } from '../../../src/analyze/world/objects.ts';
import { resolveType } from '../../../src/analyze/expressions/resolve-type.ts';

await loadParser();

/** The parse tree of one expression. */
export function expression(sql: string): Node {
  const statement = parseSql(`SELECT ${sql}`).stmts?.[0]?.stmt;
  const target = statement !== undefined && 'SelectStmt' in statement ? statement.SelectStmt.targetList?.[0] : undefined;
  if (target === undefined || !('ResTarget' in target) || target.ResTarget.val === undefined) throw new Error(`No expression: ${sql}`);
  return target.ResTarget.val;
}

/** The parse tree of a type's name. */
export function typeName(sql: string): TypeName {
  const node = expression(`NULL::${sql}`);
  if (!('TypeCast' in node) || node.TypeCast.typeName === undefined) throw new Error(`No type: ${sql}`);
  return node.TypeCast.typeName;
}

export function use(world: World, sql: string): TypeUse {
  return resolveType(world, typeName(sql));
}

/** A table with columns given as `a int, b varchar(10)`. */
export function table(world: World, name: string, columns: Readonly<Record<string, string>>): Relation {
  const relation = world.addRelation({ name, schema: 'public', relkind: 'table', population: 'populated' });
  for (const [column, type] of Object.entries(columns)) world.addColumn(relation, { name: column, use: use(world, type) });
  return relation;
}

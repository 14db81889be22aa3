import type { Node } from 'libpg-query';
import { parseSql } from '../../../syntax/parse.ts';
import type { PartitionBound } from '../objects.ts';

const expressions = new Map<string, readonly Node[]>();
const MAX_REMEMBERED = 10_000;

/** Expressions as pg_get_expr prints them, parted by commas. Many columns have the same default, so what was parsed is kept. */
export function parseExpressions(text: string): readonly Node[] {
  let nodes = expressions.get(text);
  if (nodes === undefined) {
    nodes = readExpressions(text);
    if (expressions.size >= MAX_REMEMBERED) expressions.clear();
    expressions.set(text, nodes);
  }
  return nodes;
}

/** One expression as pg_get_expr prints it. */
export function parseExpression(text: string): Node | null {
  return parseExpressions(text)[0] ?? null;
}

/** A whole statement as PostgreSQL prints it: the query of a view, CREATE RULE. */
export function parseStatement(text: string): Node | null {
  return parseSql(text).stmts?.[0]?.stmt ?? null;
}

/** `FOR VALUES ...` or `DEFAULT`. */
export function parseBound(text: string): PartitionBound | null {
  const statement = parseStatement(`ALTER TABLE parent ATTACH PARTITION part ${text}`);
  if (statement === null || !('AlterTableStmt' in statement)) return null;
  const [command] = statement.AlterTableStmt.cmds ?? [];
  const definition = command !== undefined && 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined;
  return definition !== undefined && 'PartitionCmd' in definition ? (definition.PartitionCmd.bound ?? null) : null;
}

/** A function's body in standard SQL: `RETURN ...` or `BEGIN ATOMIC ... END`. */
export function parseSqlBody(text: string): Node | null {
  const statement = parseStatement(`CREATE FUNCTION f() RETURNS integer ${text}`);
  return statement !== null && 'CreateFunctionStmt' in statement ? (statement.CreateFunctionStmt.sql_body ?? null) : null;
}

function readExpressions(text: string): readonly Node[] {
  const statement = parseStatement(`SELECT ${text}`);
  if (statement === null || !('SelectStmt' in statement)) return [];
  return (statement.SelectStmt.targetList ?? []).flatMap((target) =>
    'ResTarget' in target && target.ResTarget.val !== undefined ? [target.ResTarget.val] : [],
  );
}

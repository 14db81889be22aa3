import type { Node } from 'libpg-query';
import { words } from './walk.ts';

/** The value of a literal, casts of literals included; undefined where it is no literal. Numbers that no double holds stay text. */
export function literalOf(node: Node | undefined): string | number | boolean | null | undefined {
  if (node === undefined) return undefined;
  if ('TypeCast' in node) return literalOf(node.TypeCast.arg);
  if ('A_Expr' in node && node.A_Expr.lexpr === undefined && words(node.A_Expr.name).join('.') === '-') {
    const value = literalOf(node.A_Expr.rexpr);
    return typeof value === 'number' ? -value : undefined;
  }
  if (!('A_Const' in node)) return undefined;
  const constant = node.A_Const;
  if (constant.isnull === true) return null;
  if (constant.boolval !== undefined) return constant.boolval.boolval === true;
  if (constant.ival !== undefined) return constant.ival.ival ?? 0;
  if (constant.fval !== undefined) return Number(constant.fval.fval ?? '0');
  if (constant.sval !== undefined) return constant.sval.sval ?? '';
  return undefined;
}

/** Is a condition always true, as far as its literals show? */
export function isAlwaysTrue(condition: Node): boolean {
  const value = literalOf(condition);
  return value === true || compareLiterals(condition) === true;
}

/** Is a condition never true (`false`, `NULL`, `1 = 0`)? */
export function isNeverTrue(condition: Node): boolean {
  const value = literalOf(condition);
  return value === false || value === null || compareLiterals(condition) === false;
}

function compareLiterals(condition: Node): boolean | undefined {
  if (!('A_Expr' in condition) || condition.A_Expr.kind !== 'AEXPR_OP') return undefined;
  const [left, right] = [literalOf(condition.A_Expr.lexpr), literalOf(condition.A_Expr.rexpr)];
  if (left === undefined || right === undefined || typeof left !== typeof right) return undefined;
  switch (words(condition.A_Expr.name).join('.')) {
    case '=':
      return left === right;
    case '<>':
      return left !== right;
    default:
      return undefined;
  }
}

/** A literal as a parse node. */
export function literalNode(value: string | number | boolean | null): Node {
  if (value === null) return { A_Const: { isnull: true } };
  if (typeof value === 'boolean') return { A_Const: { boolval: { boolval: value } } };
  if (typeof value === 'string') return { A_Const: { sval: { sval: value } } };
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31
    ? { A_Const: { ival: { ival: value } } }
    : { A_Const: { fval: { fval: String(value) } } };
}

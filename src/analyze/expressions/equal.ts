import type { A_Const, A_Expr, FuncCall, Node, TypeCast } from 'libpg-query';
import { isSameInterval, isSameMoment } from './moments.ts';
import { unlessTooDeep } from './too-deep.ts';

/** An expression without what can differ between its text and what pg_get_expr prints of it. */
interface Shape {
  readonly tag: string;
  readonly detail: string;
  readonly parts: readonly Shape[];
  /** Of a constant: the type it is cast to, where it is. */
  readonly type?: string;
}

/** Types that PostgreSQL casts to by itself; ruleutils.c prints such casts below operators and functions. */
const IMPLICIT_TARGETS: ReadonlySet<string> = new Set(
  'text varchar bpchar numeric float8 float4 int8 int4 oid regclass timestamp timestamptz timetz interval inet varbit text[] varchar[] name'.split(
    ' ',
  ),
);
const MOMENTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);
const TRUE_TEXTS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', 'on', '1']);
/** Fields that say where something stood, or how it was written. */
const POSITIONS: ReadonlySet<string> = new Set(
  'location rexpr_list_start rexpr_list_end list_start list_end funcformat name_location stmt_location stmt_len'.split(' '),
);

/** Do two expressions mean the same, but for positions, parentheses and the casts that PostgreSQL adds when it stores one? */
export function areEqual(left: Node, right: Node): boolean {
  return unlessTooDeep(() => isSame(shapeOf(left), shapeOf(right), false), false);
}

function isSame(left: Shape, right: Shape, isOperand: boolean): boolean {
  if (left.tag !== right.tag) {
    // Only what stands below an operator or function gets a cast that nobody wrote.
    if (!isOperand) return false;
    if (isAddedCast(left)) return isSame(part(left), right, true);
    return isAddedCast(right) && isSame(left, part(right), true);
  }
  if (left.tag === 'cast' && left.detail !== right.detail && isOperand) {
    if (isAddedCast(left) && isSame(part(left), right, true)) return true;
    return isAddedCast(right) && isSame(left, part(right), true);
  }
  if (left.tag === 'constant') return isSameConstant(left, right);
  const takesCasts = left.tag !== 'cast' && left.tag !== 'other';
  return (
    left.detail === right.detail &&
    left.parts.length === right.parts.length &&
    left.parts.every((of, at) => isSame(of, right.parts[at] ?? of, takesCasts))
  );
}

/** The same text, or another spelling of the same moment or interval; a type that only one of them says is what the other one gets. */
function isSameConstant(left: Shape, right: Shape): boolean {
  const type = left.type ?? right.type ?? '';
  const isOneType = left.type === undefined || right.type === undefined || left.type === right.type;
  if (!isOneType && !(IMPLICIT_TARGETS.has(left.type ?? '') && IMPLICIT_TARGETS.has(right.type ?? ''))) return false;
  if (left.detail === right.detail) return true;
  const [one, other] = [left.detail.slice(1), right.detail.slice(1)];
  return type === 'interval' ? isSameInterval(one, other) : MOMENTS.has(type) && isSameMoment(one, other);
}

function isAddedCast({ tag, detail }: Shape): boolean {
  return tag === 'cast' && IMPLICIT_TARGETS.has(detail.replace(/\(.*?\)/u, ''));
}

function part({ parts }: Shape): Shape {
  return parts[0] ?? shape('nothing', '');
}

function shape(tag: string, detail: string, parts: readonly Shape[] = []): Shape {
  return { tag, detail, parts };
}

function shapeOf(node: Node): Shape {
  if ('A_Const' in node) return shape('constant', constantText(node.A_Const));
  if ('TypeCast' in node) return cast(node.TypeCast);
  if ('A_Expr' in node) return operator(node.A_Expr);
  if ('FuncCall' in node) return call(node.FuncCall);
  if ('BoolExpr' in node) return logic(node.BoolExpr.boolop ?? '', (node.BoolExpr.args ?? []).map(shapeOf));
  if ('ColumnRef' in node) return shape('column', nameOf(node.ColumnRef.fields?.at(-1)));
  if ('A_ArrayExpr' in node) return shape('array', '', (node.A_ArrayExpr.elements ?? []).map(shapeOf));
  if ('CollateClause' in node) return shape('collate', nameOf(node.CollateClause.collname?.at(-1)), shapes([node.CollateClause.arg]));
  // Without ELSE it is ELSE NULL.
  if ('CaseExpr' in node) return other({ CaseExpr: { defresult: { A_Const: { isnull: true } }, ...node.CaseExpr } });
  if ('CoalesceExpr' in node) return shape('coalesce', '', shapes(node.CoalesceExpr.args));
  return other(node);
}

function constantText(value: A_Const): string {
  if (value.isnull === true) return 'NULL';
  if (value.ival !== undefined) return `=${value.ival.ival ?? 0}`;
  if (value.boolval !== undefined) return `=${value.boolval.boolval === true}`;
  return `=${value.fval?.fval ?? value.bsval?.bsval ?? value.sval?.sval ?? ''}`;
}

/** A constant is its text whatever type it is said to have: `5`, `'5'::integer`; so is an array of them. */
function cast({ arg, typeName }: TypeCast): Shape {
  if (arg === undefined) return shape('nothing', '');
  const inner = shapeOf(arg);
  const name = nameOf(typeName?.names?.at(-1));
  const brackets = (typeName?.arrayBounds ?? []).length > 0 ? '[]' : '';
  if (inner.tag === 'constant') return constantOfType(inner, `${name}${brackets}`);
  if (inner.tag === 'array' && inner.parts.every(({ tag }) => tag === 'constant')) return inner;
  const modifiers = (typeName?.typmods ?? []).map((modifier) => JSON.stringify(shapeOf(modifier))).join(',');
  return shape('cast', `${name}${modifiers === '' ? '' : `(${modifiers})`}${brackets}`, [inner]);
}

function constantOfType(constant: Shape, type: string): Shape {
  if (constant.detail === 'NULL') return constant;
  if (type === 'bool') return shape('constant', `=${TRUE_TEXTS.has(constant.detail.slice(1).toLowerCase())}`);
  return { ...constant, type };
}

function operator(node: A_Expr): Shape {
  const name = nameOf(node.name?.at(-1));
  const left = shapes([node.lexpr]);
  const items = node.rexpr !== undefined && 'List' in node.rexpr ? (node.rexpr.List.items ?? []).map(shapeOf) : shapes([node.rexpr]);
  const [low, high] = items;
  switch (node.kind) {
    case 'AEXPR_IN':
      return membership(name === '<>' ? 'all' : 'any', name, left, shape('array', '', items));
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return membership(node.kind === 'AEXPR_OP_ANY' ? 'any' : 'all', name, left, arrayUnder(low));
    case 'AEXPR_BETWEEN':
      return logic('AND_EXPR', [
        shape('operator', '>=', [...left, ...optional(low)]),
        shape('operator', '<=', [...left, ...optional(high)]),
      ]);
    case 'AEXPR_NOT_BETWEEN':
      return logic('OR_EXPR', [shape('operator', '<', [...left, ...optional(low)]), shape('operator', '>', [...left, ...optional(high)])]);
    case 'AEXPR_NOT_DISTINCT':
      return logic('NOT_EXPR', [shape('distinct', '', [...left, ...items])]);
    case 'AEXPR_DISTINCT':
      return shape('distinct', '', [...left, ...items]);
    case 'AEXPR_NULLIF':
      return shape('nullif', '', [...left, ...items]);
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM':
      return shape('between', node.kind, [...left, ...items]);
    default:
      return byMembers(node, name) ?? shape('operator', name, [...left, ...items]);
  }
}

/** `(a, b) = (1, 2)` is stored as `a = 1 AND b = 2`. */
function byMembers({ lexpr, rexpr }: A_Expr, name: string): Shape | null {
  if ((name !== '=' && name !== '<>') || lexpr === undefined || rexpr === undefined || !('RowExpr' in lexpr) || !('RowExpr' in rexpr))
    return null;
  const [left, right] = [shapes(lexpr.RowExpr.args), shapes(rexpr.RowExpr.args)];
  return logic(
    name === '=' ? 'AND_EXPR' : 'OR_EXPR',
    left.map((member, at) => shape('operator', name, [member, ...optional(right[at])])),
  );
}

/** `x IN (1)` is stored as `x = 1`, a longer list as `x = ANY (ARRAY[...])`. */
function membership(kind: string, name: string, left: readonly Shape[], list: Shape): Shape {
  const [only] = list.parts;
  if (list.tag === 'array' && list.parts.length === 1 && only !== undefined) return shape('operator', name, [...left, only]);
  return shape(kind, name, [...left, list]);
}

/** `(ARRAY['a'::varchar, 'b'::varchar])::text[]`. */
function arrayUnder(list: Shape | undefined): Shape {
  if (list === undefined) return shape('nothing', '');
  const inner = part(list);
  return list.tag === 'cast' && inner.tag === 'array' ? inner : list;
}

function logic(kind: string, parts: readonly Shape[]): Shape {
  // A AND (B AND C) is stored flat.
  return shape(
    'logic',
    kind,
    parts.flatMap((of) => (of.tag === 'logic' && of.detail === kind && kind !== 'NOT_EXPR' ? of.parts : [of])),
  );
}

function call(node: FuncCall): Shape {
  const { funcname, args, agg_star, agg_distinct, func_variadic } = node;
  const rest = other({ FuncCall: { ...node, funcname: [], args: [] } });
  return shape(
    'call',
    `${nameOf(funcname?.at(-1))} ${agg_star === true} ${agg_distinct === true} ${func_variadic === true} ${JSON.stringify(rest)}`,
    shapes(args),
  );
}

/** Any other node: its fields but for places, expressions among them as shapes. */
function other(value: unknown): Shape {
  if (Array.isArray(value)) return shape('list', '', value.map(other));
  if (typeof value !== 'object' || value === null) return shape('value', JSON.stringify(value));
  const fields = Object.entries(value)
    .filter(([name]) => !POSITIONS.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return shape(
    'other',
    fields.map(([name]) => name).join(' '),
    fields.map(([, field]) => (isExpression(field) ? shapeOf(field) : other(field))),
  );
}

function isExpression(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return [
    'A_Const',
    'CaseExpr',
    'TypeCast',
    'A_Expr',
    'FuncCall',
    'BoolExpr',
    'ColumnRef',
    'A_ArrayExpr',
    'CollateClause',
    'CoalesceExpr',
  ].some((tag) => tag in value);
}

function shapes(nodes: readonly (Node | undefined)[] | undefined): readonly Shape[] {
  return (nodes ?? []).filter((node) => node !== undefined).map(shapeOf);
}

function optional(of: Shape | undefined): readonly Shape[] {
  return of === undefined ? [] : [of];
}

function nameOf(node: Node | undefined): string {
  return node !== undefined && 'String' in node ? (node.String.sval ?? '') : '*';
}

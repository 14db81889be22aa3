import type { A_Const, A_Expr, FuncCall, Node, TypeCast } from 'libpg-query';

/** An expression without what can differ between its text and what pg_get_expr prints of it. */
interface Shape {
  readonly tag: string;
  readonly detail: string;
  readonly parts: readonly Shape[];
}

/** Types that PostgreSQL casts to by itself; ruleutils.c prints such casts below operators and functions. */
const IMPLICIT_TARGETS: ReadonlySet<string> = new Set(
  'text varchar bpchar numeric float8 float4 int8 int4 oid regclass timestamp timestamptz timetz interval inet varbit text[] varchar[] name'.split(
    ' ',
  ),
);
const TRUE_TEXTS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', 'on', '1']);
/** Fields that say where something stood, or how it was written. */
const POSITIONS: ReadonlySet<string> = new Set(
  'location rexpr_list_start rexpr_list_end list_start list_end funcformat name_location stmt_location stmt_len'.split(' '),
);

/** Do two expressions mean the same, but for positions, parentheses and the casts that PostgreSQL adds when it stores one? */
export function areEqual(left: Node, right: Node): boolean {
  return isSame(shapeOf(left), shapeOf(right), false);
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
  const takesCasts = left.tag !== 'cast' && left.tag !== 'other';
  return (
    left.detail === right.detail &&
    left.parts.length === right.parts.length &&
    left.parts.every((of, at) => isSame(of, right.parts[at] ?? of, takesCasts))
  );
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
  if (inner.tag === 'constant')
    return name === 'bool' ? shape('constant', `=${TRUE_TEXTS.has(inner.detail.slice(1).toLowerCase())}`) : inner;
  if (inner.tag === 'array' && inner.parts.every(({ tag }) => tag === 'constant')) return inner;
  const modifiers = (typeName?.typmods ?? []).map((modifier) => JSON.stringify(shapeOf(modifier))).join(',');
  const brackets = (typeName?.arrayBounds ?? []).length > 0 ? '[]' : '';
  return shape('cast', `${name}${modifiers === '' ? '' : `(${modifiers})`}${brackets}`, [inner]);
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
      return shape('operator', name, [...left, ...items]);
  }
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
  const fields = Object.entries(value).filter(([name]) => !POSITIONS.has(name));
  return shape(
    'other',
    fields.map(([name]) => name).join(' '),
    fields.map(([, field]) => (isExpression(field) ? shapeOf(field) : other(field))),
  );
}

function isExpression(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return ['A_Const', 'TypeCast', 'A_Expr', 'FuncCall', 'BoolExpr', 'ColumnRef', 'A_ArrayExpr', 'CollateClause', 'CoalesceExpr'].some(
    (tag) => tag in value,
  );
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

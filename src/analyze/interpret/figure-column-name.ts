import type { Node } from 'libpg-query';

interface Figured {
  readonly name: string;
  /** 2: a name of its own; 1: only for want of a better one (a cast's type, CASE). */
  readonly strength: 1 | 2;
}

/** The name that PostgreSQL gives to an expression as a column, null where it has none (FigureColnameInternal, parse_target.c). */
export function figureColumnName(expression: Node): string | null {
  return figure(expression)?.name ?? null;
}

function figure(node: Node | undefined): Figured | null {
  if (node === undefined) return null;
  if ('ColumnRef' in node) return named(lastString(node.ColumnRef.fields));
  if ('A_Indirection' in node) return named(lastString(node.A_Indirection.indirection)) ?? figure(node.A_Indirection.arg);
  if ('FuncCall' in node) return named(lastString(node.FuncCall.funcname));
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? named('nullif') : null;
  if ('TypeCast' in node) return strongOr(figure(node.TypeCast.arg), lastString(node.TypeCast.typeName?.names));
  if ('CollateClause' in node) return figure(node.CollateClause.arg);
  if ('CaseExpr' in node) return strongOr(figure(node.CaseExpr.defresult), 'case');
  if ('SubLink' in node) return ofSubLink(node.SubLink);
  if ('MinMaxExpr' in node) return named(node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest');
  if ('SQLValueFunction' in node) return named(sqlValueName(node.SQLValueFunction.op));
  for (const [kind, name] of FIXED_NAMES) if (kind in node) return named(name);
  return null;
}

const FIXED_NAMES: readonly (readonly [string, string])[] = [
  ['GroupingFunc', 'grouping'],
  ['MergeSupportFunc', 'merge_action'],
  ['A_ArrayExpr', 'array'],
  ['RowExpr', 'row'],
  ['CoalesceExpr', 'coalesce'],
  ['XmlSerialize', 'xmlserialize'],
  ['JsonParseExpr', 'json'],
  ['JsonScalarExpr', 'json_scalar'],
  ['JsonSerializeExpr', 'json_serialize'],
  ['JsonObjectConstructor', 'json_object'],
  ['JsonArrayConstructor', 'json_array'],
  ['JsonArrayQueryConstructor', 'json_array'],
  ['JsonObjectAgg', 'json_objectagg'],
  ['JsonArrayAgg', 'json_arrayagg'],
];

function ofSubLink(link: Extract<Node, { SubLink: unknown }>['SubLink']): Figured | null {
  if (link.subLinkType === 'EXISTS_SUBLINK') return named('exists');
  if (link.subLinkType === 'ARRAY_SUBLINK') return named('array');
  const query = link.subselect;
  if (link.subLinkType !== 'EXPR_SUBLINK' || query === undefined || !('SelectStmt' in query)) return null;
  const target = query.SelectStmt.targetList?.[0];
  if (target === undefined || !('ResTarget' in target)) return null;
  return named(target.ResTarget.name ?? null) ?? figure(target.ResTarget.val);
}

function sqlValueName(op: string | undefined): string | null {
  if (op === undefined) return null;
  return op
    .replace(/^SVFOP_/u, '')
    .replace(/_N$/u, '')
    .toLowerCase();
}

function strongOr(figured: Figured | null, weak: string | null): Figured | null {
  if (figured?.strength === 2 || weak === null) return figured;
  return { name: weak, strength: 1 };
}

function named(name: string | null): Figured | null {
  return name === null ? null : { name, strength: 2 };
}

function lastString(names: readonly Node[] | undefined): string | null {
  const strings = (names ?? []).flatMap((name) => ('String' in name ? [name.String.sval ?? ''] : []));
  return strings.at(-1) ?? null;
}

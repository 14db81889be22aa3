import type { A_Const, A_Expr, CollateClause, FuncCall, Node, SubLink, TypeCast } from 'libpg-query';
import type { Volatility } from '../facts/fact-set.ts';
import type { Relation, TypeObject, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { applyFunction, applyOperator, unified } from './apply.ts';
import { booleanUse, coerceTo, coerceType, relabel, useOf } from './coerce.ts';
import { columnOf, scopeOfQuery } from './scope.ts';
import { arrayOf, resolveType } from './resolve-type.ts';
import { baseType, elementOf, isBuiltin, isOpaque, isUnknownLiteral } from './type-facts.ts';
import { form, worse, worstVolatility } from './typed.ts';
import type { Form, Scope, Typed } from './typed.ts';

const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 9_223_372_036_854_775_807n;

/** What the words without parentheses return (manual 9.9.5 and 9.27). */
const VALUE_TYPES: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: 'date',
  SVFOP_CURRENT_TIME: 'timetz',
  SVFOP_CURRENT_TIME_N: 'timetz',
  SVFOP_CURRENT_TIMESTAMP: 'timestamptz',
  SVFOP_CURRENT_TIMESTAMP_N: 'timestamptz',
  SVFOP_LOCALTIME: 'time',
  SVFOP_LOCALTIME_N: 'time',
  SVFOP_LOCALTIMESTAMP: 'timestamp',
  SVFOP_LOCALTIMESTAMP_N: 'timestamp',
};

/** Nodes whose own result type is fixed and whose parts are all under them. */
const FIXED_FORMS: Readonly<Record<string, string>> = {
  GroupingFunc: 'int4',
  MergeSupportFunc: 'text',
  CurrentOfExpr: 'bool',
  JsonIsPredicate: 'bool',
};

/** Parse analysis of an expression (transformExpr, parse_expr.c), as far as functions, operators, coercions and types go. */
export function transform(world: World, node: Node, scope: Scope): Typed {
  if ('A_Const' in node) return constant(world, node.A_Const);
  if ('ColumnRef' in node) return columnOf(world, node.ColumnRef, scope);
  if ('ParamRef' in node) return scope.parameters[(node.ParamRef.number ?? 1) - 1]?.value ?? form('other', opaque(world), [], 'parameter');
  if ('TypeCast' in node) return cast(world, node.TypeCast, scope);
  if ('FuncCall' in node) return call(world, node.FuncCall, scope);
  if ('A_Expr' in node) return operator(world, node.A_Expr, scope);
  if ('BoolExpr' in node) return form(booleanForm(node.BoolExpr.boolop), booleanUse(world), all(world, node.BoolExpr.args, scope));
  if ('NullTest' in node)
    return form(
      node.NullTest.nulltesttype === 'IS_NOT_NULL' ? 'is-not-null' : 'is-null',
      booleanUse(world),
      all(world, [node.NullTest.arg], scope),
    );
  if ('BooleanTest' in node)
    return form('boolean-test', booleanUse(world), all(world, [node.BooleanTest.arg], scope), node.BooleanTest.booltesttype);
  if ('CollateClause' in node) return collate(world, node.CollateClause, scope);
  if ('SubLink' in node) return subLink(world, node.SubLink, scope);
  if ('SQLValueFunction' in node) {
    const { op = '', typmod } = node.SQLValueFunction;
    return form('value', { type: useOf(world, VALUE_TYPES[op] ?? 'name').type, modifier: typmod ?? -1 }, [], op, 'stable');
  }
  return structure(world, node, scope);
}

/** The types and functions that only put values together. */
function structure(world: World, node: Node, scope: Scope): Typed {
  if ('CaseExpr' in node) return caseOf(world, node, scope);
  if ('CoalesceExpr' in node) return united(world, 'coalesce', node.CoalesceExpr.args, scope);
  if ('MinMaxExpr' in node) return united(world, 'min-max', node.MinMaxExpr.args, scope, node.MinMaxExpr.op);
  if ('A_ArrayExpr' in node) return arrayLiteral(world, node.A_ArrayExpr.elements, scope);
  if ('RowExpr' in node) return form('row', useOf(world, 'record'), all(world, node.RowExpr.args, scope));
  if ('A_Indirection' in node) return indirection(world, node, scope);
  if ('XmlExpr' in node) {
    const { op, args, named_args } = node.XmlExpr;
    return form(
      'other',
      useOf(world, op === 'IS_DOCUMENT' ? 'bool' : 'xml'),
      all(world, [...(args ?? []), ...(named_args ?? [])].map(valueOf), scope),
      op,
    );
  }
  if ('XmlSerialize' in node) {
    const { expr, typeName } = node.XmlSerialize;
    return form('other', typeName === undefined ? opaque(world) : resolveType(world, typeName), all(world, [expr], scope), 'xmlserialize');
  }
  if ('NamedArgExpr' in node && node.NamedArgExpr.arg !== undefined) return transform(world, node.NamedArgExpr.arg, scope);
  const [tag = '', fields] = Object.entries(node)[0] ?? [];
  const fixed = FIXED_FORMS[tag];
  const parts = partsOf(world, fields, scope);
  return form(
    'other',
    fixed === undefined ? opaque(world) : useOf(world, fixed),
    parts,
    tag,
    tag.startsWith('Json') ? 'stable' : 'immutable',
  );
}

function constant(world: World, value: A_Const): Typed {
  const made = (name: string, text: string | null): Typed => ({
    kind: 'constant',
    use: useOf(world, name),
    text,
    arguments: [],
    volatility: 'immutable',
  });
  if (value.isnull === true) return made('unknown', null);
  if (value.ival !== undefined) return made('int4', String(value.ival.ival ?? 0));
  if (value.boolval !== undefined) return made('bool', value.boolval.boolval === true ? 'true' : 'false');
  if (value.bsval !== undefined) return made('bit', value.bsval.bsval ?? '');
  if (value.fval !== undefined) return made(numberType(value.fval.fval ?? '0'), value.fval.fval ?? '0');
  return made('unknown', value.sval?.sval ?? '');
}

/** make_const: an integer too large for int4 is an int8, one larger still a numeric. */
function numberType(text: string): string {
  if (!/^-?\d+$/u.test(text)) return 'numeric';
  const value = BigInt(text);
  if (value <= BigInt(MAX_INT4) && value >= -BigInt(MAX_INT4) - 1n) return 'int4';
  return value <= MAX_INT8 && value >= -MAX_INT8 - 1n ? 'int8' : 'numeric';
}

function cast(world: World, { arg, typeName }: TypeCast, scope: Scope): Typed {
  const target = typeName === undefined ? opaque(world) : resolveType(world, typeName);
  if (arg === undefined) return form('other', target, []);
  // ARRAY[...]::t[] coerces the elements, not the array.
  const element = 'A_ArrayExpr' in arg ? elementOf(world, target.type) : null;
  if ('A_ArrayExpr' in arg && element !== null)
    return arrayLiteral(world, arg.A_ArrayExpr.elements, scope, { type: element, modifier: target.modifier });
  const typed = transform(world, arg, scope);
  return coerceTo(world, typed, target, 'explicit') ?? form('other', target, [typed], 'cast');
}

function call(world: World, node: FuncCall, scope: Scope): Typed {
  const names = (node.funcname ?? []).map(stringOf);
  const order = all(world, (node.agg_order ?? []).map(valueOf), scope);
  // WITHIN GROUP gives an aggregate its last arguments.
  const args = [...all(world, node.args, scope), ...(node.agg_within_group === true ? order : [])];
  const typed = applyFunction(world, names, args, node.func_variadic === true);
  const further = [...(node.agg_within_group === true ? [] : order), ...all(world, [node.agg_filter], scope)];
  return further.length === 0 ? typed : form('other', typed.use, [typed, ...further], 'aggregate');
}

function operator(world: World, node: A_Expr, scope: Scope): Typed {
  const name = stringOf(node.name?.at(-1));
  const items = node.rexpr !== undefined && 'List' in node.rexpr ? (node.rexpr.List.items ?? []) : null;
  const left = all(world, [node.lexpr], scope);
  const [first] = left;
  const bool = booleanUse(world);
  switch (node.kind) {
    case 'AEXPR_IN': {
      const tests = all(world, items ?? [], scope).map((item) => applyOperator(world, name, [...left, item]));
      return tests.length === 1 && tests[0] !== undefined ? tests[0] : form(name === '<>' ? 'and' : 'or', bool, tests, 'in');
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM':
      return between(world, node.kind, left, all(world, items ?? [], scope));
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      const [array] = all(world, [node.rexpr], scope);
      return array === undefined || first === undefined ? form('other', bool, left) : quantified(world, node.kind, name, first, array);
    }
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return distinct(world, node.kind === 'AEXPR_DISTINCT', [...left, ...all(world, [node.rexpr], scope)]);
    case 'AEXPR_NULLIF': {
      const test = applyOperator(world, '=', [...left, ...all(world, [node.rexpr], scope)]);
      return form('nullif', test.arguments[0]?.use ?? opaque(world), [test]);
    }
    default:
      return applyOperator(world, name, [...left, ...all(world, [node.rexpr], scope)]);
  }
}

function distinct(world: World, isDistinct: boolean, operands: readonly Typed[]): Typed {
  const bool = booleanUse(world);
  // make_nulltest_from_distinct
  const nothing = operands.findIndex((operand) => operand.kind === 'constant' && operand.text === null);
  const other = operands[1 - nothing];
  if (nothing >= 0 && other !== undefined) return form(isDistinct ? 'is-not-null' : 'is-null', bool, [other]);
  const test = form('distinct', bool, [applyOperator(world, '=', operands)]);
  return isDistinct ? test : form('not', bool, [test]);
}

function between(world: World, kind: string, left: readonly Typed[], bounds: readonly Typed[]): Typed {
  const bool = booleanUse(world);
  const [low, high] = bounds;
  if (low === undefined || high === undefined) return form('other', bool, [...left, ...bounds]);
  const within = (from: Typed, to: Typed): Typed =>
    form('and', bool, [applyOperator(world, '>=', [...left, from]), applyOperator(world, '<=', [...left, to])]);
  const outside = (from: Typed, to: Typed): Typed =>
    form('or', bool, [applyOperator(world, '<', [...left, from]), applyOperator(world, '>', [...left, to])]);
  switch (kind) {
    case 'AEXPR_BETWEEN':
      return within(low, high);
    case 'AEXPR_NOT_BETWEEN':
      return outside(low, high);
    case 'AEXPR_BETWEEN_SYM':
      return form('or', bool, [within(low, high), within(high, low)]);
    default:
      return form('and', bool, [outside(low, high), outside(high, low)]);
  }
}

/** `x = ANY (array)`: the operator is chosen for the elements (make_scalar_array_op). */
function quantified(world: World, kind: string, name: string, left: Typed, array: Typed): Typed {
  const element = isUnknownLiteral(array.use.type) ? left.use.type : elementOf(world, array.use.type);
  const placeholder = form('case-value', { type: element ?? world.unknownType('?'), modifier: -1 }, []);
  const test = applyOperator(world, name, [left, placeholder]);
  const wanted = test.arguments[1]?.use.type;
  const coerced =
    wanted === undefined || isOpaque(wanted) || isOpaque(array.use.type)
      ? array
      : coerceType(world, array, { type: arrayOf(world, wanted), modifier: -1 }, 'implicit');
  return form(kind === 'AEXPR_OP_ANY' ? 'any' : 'all', booleanUse(world), [test, coerced], name);
}

function collate(world: World, { arg, collname }: CollateClause, scope: Scope): Typed {
  const [typed] = all(world, [arg], scope);
  if (typed === undefined) return form('other', opaque(world), []);
  const known = isUnknownLiteral(typed.use.type) ? coerceType(world, typed, useOf(world, 'text'), 'implicit') : typed;
  return relabel(known, known.use, stringOf(collname?.at(-1)));
}

function subLink(world: World, node: SubLink, scope: Scope): Typed {
  const inner = node.subselect === undefined ? scope : scopeOfQuery(world, node.subselect, scope);
  const volatility = node.subselect === undefined ? 'immutable' : volatilityWithin(world, node.subselect, inner);
  const use = subLinkUse(world, node, inner);
  return { kind: 'query', use, arguments: all(world, [node.testexpr], scope), volatility, query: { SubLink: node } };
}

function subLinkUse(world: World, { subLinkType, subselect }: SubLink, inner: Scope): TypeUse {
  if (subLinkType !== 'EXPR_SUBLINK' && subLinkType !== 'ARRAY_SUBLINK') return booleanUse(world);
  const target = subselect !== undefined && 'SelectStmt' in subselect ? subselect.SelectStmt.targetList?.[0] : undefined;
  if (target === undefined || !('ResTarget' in target) || target.ResTarget.val === undefined) return opaque(world);
  const { use } = transform(world, target.ResTarget.val, inner);
  if (isOpaque(use.type)) return use;
  const known = isUnknownLiteral(use.type) ? useOf(world, 'text') : use;
  return subLinkType === 'ARRAY_SUBLINK' && known.type.category !== 'array' ? { type: arrayOf(world, known.type), modifier: -1 } : known;
}

/** The worst volatility of the expressions of a query or other statement, whose names mean what its FROM says. */
export function volatilityWithin(world: World, query: Node, scope: Scope): Volatility {
  return expressionsIn(query).reduce(
    (worst, part) => worse(worst, worstVolatility(transform(world, part, scope))),
    'immutable' as Volatility,
  );
}

/** The outermost parts of a statement that are expressions with functions of their own. */
export function expressionsIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  if (['FuncCall', 'A_Expr', 'TypeCast', 'SubLink', 'SQLValueFunction'].some((tag) => tag in value)) return [value as Node];
  return Object.values(value).flatMap(expressionsIn);
}

function caseOf(world: World, node: Extract<Node, { CaseExpr: unknown }>, scope: Scope): Typed {
  const { arg, args, defresult } = node.CaseExpr;
  const whens = (args ?? []).flatMap((when) => ('CaseWhen' in when ? [when.CaseWhen] : []));
  const [subject] = all(world, [arg], scope);
  const tests = all(
    world,
    whens.map(({ expr }) => expr),
    scope,
  ).map((test) => (subject === undefined ? test : applyOperator(world, '=', [subject, test])));
  // The default's type counts first (transformCaseExpr).
  const results = unified(world, all(world, [defresult, ...whens.map(({ result }) => result)], scope));
  return form('case', results.use, [...tests, ...results.members]);
}

function united(world: World, kind: Form, args: readonly Node[] | undefined, scope: Scope, detail: string = ''): Typed {
  const { use, members } = unified(world, all(world, args, scope));
  return form(kind, use, members, detail);
}

function arrayLiteral(world: World, elements: readonly Node[] | undefined, scope: Scope, wanted: TypeUse | null = null): Typed {
  const members = (elements ?? []).map((element) =>
    'A_ArrayExpr' in element ? arrayLiteral(world, element.A_ArrayExpr.elements, scope, wanted) : transform(world, element, scope),
  );
  const scalars = members.every((member) => member.use.type.category !== 'array');
  if (wanted !== null) {
    const coerced = members.map((member) => (scalars ? (coerceTo(world, member, wanted, 'explicit') ?? member) : member));
    return form('array', { type: arrayOf(world, wanted.type), modifier: wanted.modifier }, coerced);
  }
  const { use, members: same } = unified(world, members);
  const type: TypeObject = isOpaque(use.type) || use.type.category === 'array' ? use.type : arrayOf(world, use.type);
  return form('array', { type, modifier: use.modifier }, same);
}

function indirection(world: World, node: Extract<Node, { A_Indirection: unknown }>, scope: Scope): Typed {
  const { arg, indirection: steps } = node.A_Indirection;
  const [start] = all(world, [arg], scope);
  let typed: Typed = start ?? form('other', opaque(world), []);
  let isSlice = false;
  for (const step of steps ?? []) {
    if ('A_Indices' in step) {
      isSlice ||= step.A_Indices.is_slice === true;
      const indices = all(world, [step.A_Indices.lidx, step.A_Indices.uidx], scope);
      typed = form('element', subscripted(world, typed, isSlice), [typed, ...indices]);
    } else typed = form('field', fieldUse(world, typed, stringOf(step)), [typed], stringOf(step));
  }
  return typed;
}

function subscripted(world: World, { use }: Typed, isSlice: boolean): TypeUse {
  if (isSlice || isBuiltin(baseType(use.type), 'jsonb')) return use;
  const element = elementOf(world, use.type);
  return element === null ? opaque(world) : { type: element, modifier: use.modifier };
}

function fieldUse(world: World, { use }: Typed, name: string): TypeUse {
  const relation: Relation | null = baseType(use.type).relation;
  return relation?.columns.find((column) => column.name === name)?.use ?? opaque(world);
}

function booleanForm(operation: string | undefined): Form {
  if (operation === 'OR_EXPR') return 'or';
  return operation === 'NOT_EXPR' ? 'not' : 'and';
}

/** Whatever expressions stand in the fields of a node that has no rule of its own. */
function partsOf(world: World, fields: unknown, scope: Scope): readonly Typed[] {
  return expressionsIn(fields).map((part) => transform(world, part, scope));
}

function all(world: World, nodes: readonly (Node | undefined)[] | undefined, scope: Scope): readonly Typed[] {
  return (nodes ?? []).filter((node) => node !== undefined).map((node) => transform(world, node, scope));
}

/** The expression in ORDER BY's and XML's wrappings. */
function valueOf(node: Node): Node | undefined {
  if ('SortBy' in node) return node.SortBy.node;
  return 'ResTarget' in node ? node.ResTarget.val : node;
}

function opaque(world: World): TypeUse {
  return { type: world.unknownType('?'), modifier: -1 };
}

function stringOf(node: Node | undefined): string {
  return node !== undefined && 'String' in node ? (node.String.sval ?? '') : '';
}

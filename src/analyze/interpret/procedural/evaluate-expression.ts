import type { Node } from 'libpg-query';
import { literalOf } from '../queries/constants.ts';
import { words } from '../queries/walk.ts';
import { callBuiltIn, functionNameOf } from './built-in-functions.ts';
import type { Scope } from './scope.ts';
import { compare, isNull, joined, knownText, NULL, numberOf, scalar, textParts, truth, UNKNOWN } from './values.ts';
import type { Value } from './values.ts';

/** The value of an expression as far as it can be told without a server. */
export function valueOf(scope: Scope, node: Node | undefined): Value {
  if (node === undefined) return UNKNOWN;
  const literal = 'TypeCast' in node ? undefined : literalOf(node);
  if (literal !== undefined) return scalar(literal);
  if ('ColumnRef' in node) return scope.lookup(words(node.ColumnRef.fields)) ?? UNKNOWN;
  if ('ParamRef' in node) return scope.parameters[(node.ParamRef.number ?? 0) - 1] ?? UNKNOWN;
  if ('TypeCast' in node) return cast(scope, valueOf(scope, node.TypeCast.arg), words(node.TypeCast.typeName?.names).at(-1) ?? '');
  if ('CollateClause' in node) return valueOf(scope, node.CollateClause.arg);
  if ('A_Expr' in node) return ofOperator(scope, node.A_Expr);
  if ('BoolExpr' in node) return ofBoolean(scope, node.BoolExpr.boolop ?? '', node.BoolExpr.args ?? []);
  if ('NullTest' in node) return ofNullTest(valueOf(scope, node.NullTest.arg), node.NullTest.nulltesttype === 'IS_NULL');
  if ('BooleanTest' in node) return ofBooleanTest(valueOf(scope, node.BooleanTest.arg), node.BooleanTest.booltesttype ?? '');
  if ('CoalesceExpr' in node) return coalesce(scope, node.CoalesceExpr.args ?? []);
  if ('CaseExpr' in node) return ofCase(scope, node.CaseExpr);
  if ('A_ArrayExpr' in node) return { kind: 'list', items: (node.A_ArrayExpr.elements ?? []).map((item) => valueOf(scope, item)) };
  if ('List' in node) return { kind: 'list', items: (node.List.items ?? []).map((item) => valueOf(scope, item)) };
  if ('SQLValueFunction' in node) return ofSqlValue(scope, node.SQLValueFunction.op ?? '');
  if ('SubLink' in node) return ofSubLink(scope, node.SubLink);
  if ('A_Indirection' in node) return ofIndirection(scope, node.A_Indirection);
  if ('FuncCall' in node) {
    const values = (node.FuncCall.args ?? []).map((argument) => valueOf(scope, argument));
    return callBuiltIn(scope.world, functionNameOf(node.FuncCall), values);
  }
  return UNKNOWN;
}

function cast(scope: Scope, value: Value, type: string): Value {
  if (isNull(value)) return value;
  switch (type) {
    case 'regclass': {
      if (value.kind === 'object') return value;
      return callBuiltIn(scope.world, 'to_regclass', [value]);
    }
    case 'int2':
    case 'int4':
    case 'int8':
    case 'numeric':
    case 'float8': {
      const number = numberOf(value);
      return number === null ? value : scalar(number);
    }
    case 'bool': {
      const known = truth(value);
      return known === null ? UNKNOWN : scalar(known);
    }
    case 'regnamespace':
    case 'regtype':
    case 'regproc':
    case 'regprocedure': {
      const name = knownText(value);
      const schema = name === null ? undefined : scope.world.schemas.get(name);
      return type === 'regnamespace' && schema !== undefined ? { kind: 'object', id: schema.id, text: schema.name } : UNKNOWN;
    }
    case '_text':
    case '_name':
    case '_varchar':
      return arrayOf(value);
    default:
      return value;
  }
}

/** `'{a,b}'::text[]`. */
export function arrayOf(value: Value): Value {
  const text = value.kind === 'list' ? null : knownText(value);
  const inner = text === null ? null : /^\{([^{}"\\]*)\}$/u.exec(text)?.[1];
  if (inner === null || inner === undefined) return value;
  return { kind: 'list', items: inner === '' ? [] : inner.split(',').map((item) => scalar(item.trim())) };
}

function ofOperator(scope: Scope, expression: Extract<Node, { A_Expr: unknown }>['A_Expr']): Value {
  const { kind, lexpr, rexpr } = expression;
  const operator = words(expression.name).at(-1) ?? '';
  const [left, right] = [valueOf(scope, lexpr), valueOf(scope, rexpr)];
  switch (kind) {
    case 'AEXPR_IN':
    case 'AEXPR_OP_ANY': {
      const isIn = memberOf(left, right);
      return operator === '<>' ? negated(isIn) : isIn;
    }
    case 'AEXPR_OP_ALL':
      return operator === '<>' ? negated(memberOf(left, right)) : UNKNOWN;
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE': {
      const matched = like(left, right, kind === 'AEXPR_ILIKE');
      return operator.startsWith('!') ? negated(matched) : matched;
    }
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT': {
      if (isNull(left) || isNull(right)) return UNKNOWN;
      const order = compare(left, right);
      return order === null ? UNKNOWN : scalar((order === 0) === (kind === 'AEXPR_NOT_DISTINCT'));
    }
    case 'AEXPR_NULLIF':
      return compare(left, right) === 0 ? NULL : left;
    case 'AEXPR_OP':
      return binary(operator, left, right);
    default:
      return UNKNOWN;
  }
}

function binary(operator: string, left: Value, right: Value): Value {
  if (isNull(left) || isNull(right)) return NULL;
  if (operator === '||') {
    if (left.kind === 'list' || right.kind === 'list') return UNKNOWN;
    return joined([...(textParts(left) ?? []), ...(textParts(right) ?? [])]);
  }
  const test = COMPARISONS.get(operator);
  if (test !== undefined) {
    const order = compare(left, right);
    if (order !== null) return scalar(test(order));
    return isAlways(operator, left, right);
  }
  if (operator === '~' || operator === '~*' || operator === '!~') return matches(operator, left, right);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === null || b === null) return UNKNOWN;
  const result = ARITHMETIC.get(operator)?.(a, b);
  return result === undefined || Number.isNaN(result) ? UNKNOWN : scalar(result);
}

const COMPARISONS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['=', (order: number) => order === 0],
  ['<>', (order: number) => order !== 0],
  ['<', (order: number) => order < 0],
  ['<=', (order: number) => order <= 0],
  ['>', (order: number) => order > 0],
  ['>=', (order: number) => order >= 0],
]);

const ARITHMETIC: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['+', (left: number, right: number) => left + right],
  ['-', (left: number, right: number) => left - right],
  ['*', (left: number, right: number) => left * right],
  ['/', (left: number, right: number) => Math.trunc(left / right)],
  ['%', (left: number, right: number) => left % right],
]);

/** A count of at least one is `>= 1` and not `= 0`, whatever it is. */
function isAlways(operator: string, left: Value, right: Value): Value {
  if (left.kind !== 'at-least') return UNKNOWN;
  const limit = numberOf(right);
  return operator === '>=' && limit !== null && left.count >= limit ? scalar(true) : UNKNOWN;
}

function memberOf(left: Value, right: Value): Value {
  if (isNull(left)) return NULL;
  if (right.kind !== 'list') return UNKNOWN;
  const orders = right.items.map((item) => compare(left, item));
  if (orders.includes(0)) return scalar(true);
  return orders.includes(null) ? UNKNOWN : scalar(false);
}

function negated(value: Value): Value {
  return value.kind === 'scalar' && typeof value.value === 'boolean' ? scalar(!value.value) : value;
}

function like(left: Value, right: Value, ignoresCase: boolean): Value {
  const [text, pattern] = [knownText(left), knownText(right)];
  if (text === null || pattern === null) return UNKNOWN;
  const source = [...pattern.matchAll(/\\([\s\S])|([\s\S])/gu)]
    .map(([, escaped, plain = '']) => {
      if (escaped !== undefined) return escapeRegExp(escaped);
      if (plain === '%') return '[\\s\\S]*';
      return plain === '_' ? '[\\s\\S]' : escapeRegExp(plain);
    })
    .join('');
  return scalar(new RegExp(`^${source}$`, ignoresCase ? 'iu' : 'u').test(text));
}

function escapeRegExp(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/u.test(character) ? `\\${character}` : character;
}

/** POSIX patterns that JavaScript reads alike. */
function matches(operator: string, left: Value, right: Value): Value {
  const [text, pattern] = [knownText(left), knownText(right)];
  if (text === null || pattern === null || !/^[\w^$.*+?()|\s[\]-]*$/u.test(pattern)) return UNKNOWN;
  try {
    const found = new RegExp(pattern, operator === '~*' ? 'i' : '').test(text);
    return scalar(operator === '!~' ? !found : found);
  } catch {
    return UNKNOWN;
  }
}

function ofBoolean(scope: Scope, operator: string, nodes: readonly Node[]): Value {
  const values = nodes.map((node) => valueOf(scope, node));
  if (operator === 'NOT_EXPR') return values[0] === undefined ? UNKNOWN : negated(values[0]);
  const decides = operator === 'OR_EXPR';
  const known = values.map((value) => (isNull(value) ? undefined : truth(value)));
  if (known.includes(decides)) return scalar(decides);
  if (known.includes(null)) return UNKNOWN;
  return known.includes(undefined) ? NULL : scalar(!decides);
}

function ofNullTest(value: Value, isNullWanted: boolean): Value {
  if (value.kind === 'unknown') return UNKNOWN;
  // Text with gaps may be NULL as a whole.
  if (value.kind === 'text') return UNKNOWN;
  return scalar(isNull(value) === isNullWanted);
}

function ofBooleanTest(value: Value, test: string): Value {
  const known = isNull(value) ? undefined : truth(value);
  if (known === null) return UNKNOWN;
  const [wanted, isNegated] = [test.endsWith('TRUE'), test.includes('NOT')];
  return test.endsWith('UNKNOWN') ? scalar((known === undefined) !== isNegated) : scalar((known === wanted) !== isNegated);
}

function coalesce(scope: Scope, nodes: readonly Node[]): Value {
  for (const node of nodes) {
    const value = valueOf(scope, node);
    if (!isNull(value)) return value;
  }
  return NULL;
}

function ofCase(scope: Scope, expression: Extract<Node, { CaseExpr: unknown }>['CaseExpr']): Value {
  const subject = expression.arg === undefined ? null : valueOf(scope, expression.arg);
  for (const node of expression.args ?? []) {
    if (!('CaseWhen' in node)) return UNKNOWN;
    const condition = valueOf(scope, node.CaseWhen.expr);
    const holds = subject === null ? truth(condition) : truth(binary('=', subject, condition));
    if (holds === null) return UNKNOWN;
    if (holds) return valueOf(scope, node.CaseWhen.result);
  }
  return expression.defresult === undefined ? NULL : valueOf(scope, expression.defresult);
}

function ofSqlValue({ world }: Scope, op: string): Value {
  if (/USER|ROLE/u.test(op)) return scalar(world.session.user);
  return op === 'SVFOP_CURRENT_SCHEMA' ? scalar(world.creationSchema()) : UNKNOWN;
}

function ofSubLink(scope: Scope, link: Extract<Node, { SubLink: unknown }>['SubLink']): Value {
  const { subselect, subLinkType } = link;
  const rows = subselect !== undefined && 'SelectStmt' in subselect ? scope.ask(scope, subselect.SelectStmt) : null;
  if (rows === null) return UNKNOWN;
  const certain = rows.rows.filter(({ isCertain }) => isCertain);
  const isSettled = rows.isComplete && certain.length === rows.rows.length;
  if (subLinkType === 'EXISTS_SUBLINK') {
    if (certain.length > 0) return scalar(true);
    return isSettled ? scalar(false) : UNKNOWN;
  }
  const values = rows.rows.map(({ values: [first] }) => first?.value ?? UNKNOWN);
  if (subLinkType === 'ARRAY_SUBLINK') return isSettled ? { kind: 'list', items: values } : UNKNOWN;
  if (subLinkType === 'ANY_SUBLINK') {
    const found = memberOf(valueOf(scope, link.testexpr), { kind: 'list', items: values });
    return isSettled || (found.kind === 'scalar' && found.value === true) ? found : UNKNOWN;
  }
  if (subLinkType !== 'EXPR_SUBLINK') return UNKNOWN;
  // One known row is the row: another one would be an error (21000).
  if (rows.rows.length === 1 && certain.length === 1) return values[0] ?? UNKNOWN;
  if (!isSettled) return UNKNOWN;
  return values.length === 0 ? NULL : (values[0] ?? UNKNOWN);
}

/** `(r).name`, `names[1]`. */
function ofIndirection(scope: Scope, { arg, indirection = [] }: Extract<Node, { A_Indirection: unknown }>['A_Indirection']): Value {
  let value = valueOf(scope, arg);
  for (const step of indirection) {
    if ('String' in step && value.kind === 'record') value = value.fields.get(step.String.sval ?? '') ?? UNKNOWN;
    else if ('A_Indices' in step && value.kind === 'list') {
      const at = numberOf(valueOf(scope, step.A_Indices.uidx));
      value = at === null ? UNKNOWN : (value.items[at - 1] ?? NULL);
    } else return UNKNOWN;
  }
  return value;
}

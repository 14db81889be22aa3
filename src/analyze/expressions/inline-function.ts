import type { Node, SelectStmt } from 'libpg-query';
import { parseSql } from '../../syntax/parse.ts';
import type { FunctionObject } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { coerceTo } from './coerce.ts';
import { folded } from './fold-constants.ts';
import { transform } from './transform.ts';
import { nodesOf, withArguments, worse, worstVolatility } from './typed.ts';
import type { Scope, Typed, TypedCall } from './typed.ts';

/** Clauses that make a SELECT more than one expression. */
const MORE_THAN_AN_EXPRESSION: readonly (keyof SelectStmt)[] = [
  'fromClause',
  'whereClause',
  'groupClause',
  'havingClause',
  'windowClause',
  'distinctClause',
  'sortClause',
  'limitCount',
  'limitOffset',
  'lockingClause',
  'withClause',
  'valuesLists',
  'larg',
];
const DEEPEST = 20;

/** The tree as the planner leaves it: calls of simple SQL functions give way to their bodies (eval_const_expressions). */
export function planned(world: World, typed: Typed, within: readonly FunctionObject[] = []): Typed {
  const inner = folded(
    withArguments(
      typed,
      typed.arguments.map((argument) => planned(world, argument, within)),
    ),
  );
  if (inner.kind !== 'call' || inner.function === null || within.includes(inner.function) || within.length > DEEPEST) return inner;
  const body = inlined(world, inner, inner.function);
  return body === null ? inner : planned(world, body, [...within, inner.function]);
}

/** inline_function (clauses.c): the body in the call's place, null where PostgreSQL keeps the call. */
function inlined(world: World, call: TypedCall, made: FunctionObject): Typed | null {
  const given = withDefaults(world, call, made);
  if (!isSimple(made) || made.returns === null || given.length !== made.arguments.length) return null;
  const expression = bodyExpression(made);
  if (expression === null) return null;
  const names = argumentNames(made);
  const uses = given.map(() => 0);
  const parameters = given.map((_, at): Scope['parameters'][number] => ({
    name: names[at] ?? null,
    value: {
      kind: 'parameter',
      number: at,
      use: { type: made.arguments[at] ?? made.arguments[0] ?? world.unknownType('?'), modifier: -1 },
      arguments: [],
      volatility: 'immutable',
    },
  }));
  const typed = transform(world, expression, { relations: [], parameters });
  const body = coerceTo(world, typed, { type: made.returns, modifier: -1 }, 'assignment');
  if (body === null || !isInlinable(body, made)) return null;
  for (const node of nodesOf(body)) if (node.kind === 'parameter') uses[node.number] = (uses[node.number] ?? 0) + 1;
  const isRefused = given.some((argument, at) => {
    if (uses[at] === 0) return made.isStrict;
    return uses[at] !== 1 && worstVolatility(argument) === 'volatile';
  });
  return isRefused ? null : substituted(body, given);
}

/** expand_function_arguments (clauses.c): defaults stand in for the arguments that a call leaves out. */
function withDefaults(world: World, call: TypedCall, made: FunctionObject): readonly Typed[] {
  const missing = made.arguments.length - call.arguments.length;
  if (missing <= 0 || missing > made.argumentDefaults.length) return call.arguments;
  const defaults = made.argumentDefaults.slice(-missing).map((node) => folded(transform(world, node, { relations: [], parameters: [] })));
  return [...call.arguments, ...defaults];
}

function isSimple(made: FunctionObject): boolean {
  return (
    made.language === 'sql' &&
    made.prokind === 'function' &&
    !made.isSecurityDefiner &&
    !made.returnsSet &&
    made.settings.length === 0 &&
    !made.isVariadic
  );
}

/** The body may promise less than the function only at the price of staying a call; nor may it look at tables. */
function isInlinable(body: Typed, made: FunctionObject): boolean {
  for (const node of nodesOf(body)) {
    if (node.kind === 'query' || (node.kind === 'form' && node.detail === 'aggregate')) return false;
    // An argument by a name that we do not know.
    if (node.kind === 'column') return false;
    if (made.isStrict && !isStrictNode(node)) return false;
  }
  const volatility = worstVolatility(body);
  return worse(volatility, made.volatility) === made.volatility;
}

/** contain_nonstrict_functions. */
function isStrictNode(node: Typed): boolean {
  switch (node.kind) {
    case 'call':
      return node.isStrict;
    case 'form':
      return ['not', 'any', 'case-value', 'element'].includes(node.form);
    case 'domain':
    case 'query':
      return false;
    default:
      return true;
  }
}

/** The one expression that a SQL function's body returns, null for any other body. */
function bodyExpression(made: FunctionObject): Node | null {
  if (made.sqlBody !== null) return returnedBy(made.sqlBody);
  const statements = parsed(made.body);
  return statements.length === 1 && statements[0] !== undefined ? returnedBy(statements[0]) : null;
}

function returnedBy(statement: Node): Node | null {
  if ('ReturnStmt' in statement) return statement.ReturnStmt.returnval ?? null;
  if ('List' in statement) {
    const [only, ...others] = statement.List.items ?? [];
    return only === undefined || others.length > 0 ? null : returnedBy(only);
  }
  if (!('SelectStmt' in statement)) return null;
  const select = statement.SelectStmt;
  const [target, ...others] = select.targetList ?? [];
  if (target === undefined || others.length > 0 || MORE_THAN_AN_EXPRESSION.some((clause) => select[clause] !== undefined)) return null;
  return 'ResTarget' in target ? (target.ResTarget.val ?? null) : null;
}

/** Names of the input arguments, in the order of the calls. */
function argumentNames({ parameters }: FunctionObject): readonly (string | null)[] {
  return parameters.filter(({ mode }) => mode !== 'out' && mode !== 'table').map(({ name }) => (name === '' ? null : name));
}

function parsed(text: string): readonly Node[] {
  try {
    return (parseSql(text).stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt]));
  } catch {
    // A body that does not parse is no simple expression.
    return [];
  }
}

function substituted(body: Typed, args: readonly Typed[]): Typed {
  if (body.kind === 'parameter') return args[body.number] ?? body;
  return withArguments(
    body,
    body.arguments.map((argument) => substituted(argument, args)),
  );
}

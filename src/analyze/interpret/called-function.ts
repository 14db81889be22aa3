import type { FuncCall, Node } from 'libpg-query';
import { functionCalled } from '../expressions/analyze-expression.ts';
import type { FunctionObject, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { queryRows } from './procedural/catalog-query.ts';
import { valueOf } from './procedural/evaluate-expression.ts';
import type { Scope } from './procedural/scope.ts';
import { UNKNOWN } from './procedural/values.ts';
import type { Value } from './procedural/values.ts';
import { words } from './queries/walk.ts';

/** The user's function that a call means: the only one that takes such arguments, or the overload for their types; null for others. */
export function findCalled(world: World, call: FuncCall, relation: Relation | null = null): FunctionObject | null {
  const { funcname, args = [] } = call;
  const named = world.findFunctions(words(funcname).at(-1) ?? '', words(funcname).at(-2) ?? null);
  const fitting = named.filter((candidate) => takes(candidate, args));
  if (fitting.length > 1) return functionCalled(world, call, relation) ?? fitting[0] ?? null;
  return fitting[0] ?? named.find(({ prokind }) => prokind === 'procedure') ?? null;
}

/** By the number of the arguments and the names that some are given (MatchNamedCall, namespace.c). */
function takes(called: FunctionObject, args: readonly Node[]): boolean {
  const { arguments: taken, defaultArguments, isVariadic } = called;
  const inputs = inputNames(called);
  if (args.some((argument) => 'NamedArgExpr' in argument && !inputs.includes(argument.NamedArgExpr.name ?? ''))) return false;
  return args.length >= taken.length - defaultArguments - (isVariadic ? 1 : 0) && (args.length <= taken.length || isVariadic);
}

/** The values of a call's arguments in the order of the function's own, as far as they are constants; defaults for those left out. */
export function argumentValues(world: World, called: FunctionObject, { args = [] }: FuncCall): readonly Value[] {
  const scope: Scope = { world, lookup: () => undefined, parameters: [], ask: queryRows };
  const inputs = inputNames(called);
  const values = new Map<number, Value>();
  for (const [at, argument] of args.entries())
    if ('NamedArgExpr' in argument) values.set(inputs.indexOf(argument.NamedArgExpr.name ?? ''), valueOf(scope, argument.NamedArgExpr.arg));
    else values.set(at, valueOf(scope, argument));
  const count = called.isVariadic ? args.length : Math.max(args.length, called.arguments.length);
  const firstDefault = called.arguments.length - called.argumentDefaults.length;
  return Array.from({ length: count }, (_, at) => values.get(at) ?? defaultValue(scope, called.argumentDefaults[at - firstDefault]));
}

function defaultValue(scope: Scope, node: Node | undefined): Value {
  return node === undefined ? UNKNOWN : valueOf(scope, node);
}

function inputNames({ parameters }: FunctionObject): readonly string[] {
  return parameters.filter(({ mode }) => mode !== 'out' && mode !== 'table').map(({ name }) => name);
}

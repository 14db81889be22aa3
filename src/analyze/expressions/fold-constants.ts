import type { Typed, TypedForm } from './typed.ts';

/** What the planner makes of an expression whose outcome constants settle: CASE, COALESCE, AND, OR (eval_const_expressions). */
export function folded(typed: Typed): Typed {
  if (typed.kind !== 'form') return typed;
  switch (typed.form) {
    case 'case':
      return foldedCase(typed);
    case 'coalesce':
      return foldedCoalesce(typed);
    case 'and':
    case 'or':
      return typed.arguments.find((argument) => truth(argument) === (typed.form === 'or')) ?? typed;
    default:
      return typed;
  }
}

/** Tests first, then the default where there is one, then the results. */
function foldedCase(typed: TypedForm): Typed {
  const count = Math.floor(typed.arguments.length / 2);
  const tests = typed.arguments.slice(0, count);
  const otherwise = typed.arguments.length > 2 * count ? typed.arguments[count] : undefined;
  const results = typed.arguments.slice(-count);
  const kept = tests.map((test, at) => ({ test, result: results[at] })).filter(({ test }) => truth(test) !== false);
  const [first] = kept;
  if (first === undefined) return otherwise ?? typed;
  if (truth(first.test) === true && first.result !== undefined) return first.result;
  const end = kept.findIndex(({ test }) => truth(test) === true);
  // A test that is always true is the default of what comes before it.
  const before = end < 0 ? kept : kept.slice(0, end);
  const last = end < 0 ? otherwise : kept[end]?.result;
  const args = [...before.map(({ test }) => test), ...(last === undefined ? [] : [last]), ...before.map(({ result }) => result)];
  return { ...typed, arguments: args.filter((argument) => argument !== undefined) };
}

function foldedCoalesce(typed: TypedForm): Typed {
  const args = typed.arguments.filter((argument) => argument.kind !== 'constant' || argument.text !== null);
  const settled = args.findIndex(isPresentConstant);
  const kept = settled < 0 ? args : args.slice(0, settled + 1);
  const [only] = kept;
  return kept.length === 1 && only !== undefined ? only : { ...typed, arguments: kept };
}

/** A constant that is not NULL, also after a cast that the planner carries out. */
function isPresentConstant(typed: Typed): boolean {
  if (typed.kind === 'constant') return typed.text !== null;
  const isCast = typed.kind === 'relabel' || (typed.kind === 'call' && typed.coercion !== null && typed.volatility === 'immutable');
  return isCast && typed.arguments.every(isPresentConstant);
}

function truth(typed: Typed): boolean | null {
  if (typed.kind !== 'constant' || typed.use.type.name !== 'bool' || typed.text === null) return null;
  return /^(?:t|y|on|1)/iu.test(typed.text);
}

import type { FactSet, FunctionFact, Volatility } from '../facts/fact-set.ts';
import { allExtensionFacts, postgresFacts } from '../facts/facts.ts';
import type { FunctionObject, TypeObject } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { elementOf, factSetOf, isBuiltin, typeOfFact } from './type-facts.ts';

/** A function or operator that a call might mean, its arguments as many as the call gives. */
export interface Candidate {
  readonly name: string;
  readonly arguments: readonly TypeObject[];
  readonly returns: TypeObject | null;
  readonly returnsSet: boolean;
  readonly volatility: Volatility;
  readonly isStrict: boolean;
  readonly kind: FunctionFact['kind'];
  readonly function: FunctionObject | null;
}

/** FuncnameGetCandidates (namespace.c): what goes by a name and takes that many arguments, the nearest in the search path first. */
export function functionCandidates(world: World, names: readonly string[], count: number, isVariadicCall: boolean): readonly Candidate[] {
  const name = names.at(-1) ?? '';
  const schema = names.at(-2) ?? null;
  const users = world.findFunctions(name, schema).flatMap((made) => ofUser(world, made, count, isVariadicCall));
  const own =
    schema === null || schema === 'pg_catalog' ? ofFacts(world, postgresFacts(world.majorVersion), name, count, isVariadicCall) : [];
  const found = distinct([...own, ...users]);
  if (found.length > 0) return found;
  return [...allExtensionFacts(world.majorVersion).values()].flatMap((facts) => ofFacts(world, facts, name, count, isVariadicCall));
}

/** Operators are PostgreSQL's own and do not change while a world grows. */
const ownOperators = new WeakMap<World, Map<string, readonly Candidate[]>>();

/** Operators of a name; those of a contrib extension where an operand is of its type. */
export function operatorCandidates(world: World, name: string, operands: readonly TypeObject[]): readonly Candidate[] {
  const own = postgresFacts(world.majorVersion);
  const sets = new Set<FactSet>([own]);
  for (const { facts } of operands.map((type) => ({ facts: factSetOf(world, elementOf(world, type) ?? type) })))
    if (facts !== null) sets.add(facts);
  const found = [...sets].flatMap((facts) =>
    facts === own ? ofPostgres(world, facts, name, operands.length) : ofOperators(world, facts, name, operands.length),
  );
  if (found.length > 0) return found;
  return [...allExtensionFacts(world.majorVersion).values()].flatMap((facts) => ofOperators(world, facts, name, operands.length));
}

function ofPostgres(world: World, facts: FactSet, name: string, count: number): readonly Candidate[] {
  const known = ownOperators.get(world) ?? new Map<string, readonly Candidate[]>();
  ownOperators.set(world, known);
  const key = `${name} ${count}`;
  const candidates = known.get(key) ?? ofOperators(world, facts, name, count);
  known.set(key, candidates);
  return candidates;
}

function ofOperators(world: World, facts: FactSet, name: string, count: number): readonly Candidate[] {
  return facts.operators(name).flatMap((operator) => {
    if ((operator.left === null ? 1 : 2) !== count) return [];
    const types = (operator.left === null ? [operator.right] : [operator.left, operator.right]).map((type) => typeOfFact(world, type));
    if (!types.every((type) => type !== null)) return [];
    const { volatility } = operator;
    const returns = typeOfFact(world, operator.returns);
    return [{ name, arguments: types, returns, returnsSet: false, volatility, isStrict: true, kind: 'function', function: null } as const];
  });
}

function ofFacts(world: World, facts: FactSet, name: string, count: number, isVariadicCall: boolean): readonly Candidate[] {
  return facts.functions(name).flatMap((fact) => {
    if (!takes(fact.arguments.length, fact.defaults, fact.isVariadic && !isVariadicCall, count)) return [];
    const types = fact.arguments.map((type) => typeOfFact(world, type));
    if (!types.every((type) => type !== null)) return [];
    const { returnsSet, volatility, isStrict, kind } = fact;
    const args = fitted(world, types, fact.isVariadic && !isVariadicCall, count);
    return [{ name, arguments: args, returns: typeOfFact(world, fact.returns), returnsSet, volatility, isStrict, kind, function: null }];
  });
}

function ofUser(world: World, made: FunctionObject, count: number, isVariadicCall: boolean): readonly Candidate[] {
  const isOpen = made.isVariadic && !isVariadicCall;
  if (!takes(made.arguments.length, made.defaultArguments, isOpen, count)) return [];
  const { name, returns, returnsSet, volatility, isStrict, prokind } = made;
  return [
    {
      name,
      arguments: fitted(world, made.arguments, isOpen, count),
      returns,
      returnsSet,
      volatility,
      isStrict,
      kind: prokind,
      function: made,
    },
  ];
}

function takes(declared: number, defaults: number, isOpen: boolean, count: number): boolean {
  return isOpen ? count >= declared - defaults : count <= declared && count >= declared - defaults;
}

/** VARIADIC's last argument stands for as many as there are. */
function fitted(world: World, types: readonly TypeObject[], isOpen: boolean, count: number): readonly TypeObject[] {
  const last = types.at(-1);
  if (!isOpen || last === undefined) return types.slice(0, count);
  const fixed = types.slice(0, -1);
  const element = repeated(world, last);
  return [...fixed, ...Array.from({ length: Math.max(0, count - fixed.length) }, () => element)].slice(0, count);
}

function repeated(world: World, last: TypeObject): TypeObject {
  if (last.category === 'array' && last.element !== null) return last.element;
  if (isBuiltin(last, 'anyarray')) return typeOfFact(world, 'anyelement') ?? last;
  return isBuiltin(last, 'anycompatiblearray') ? (typeOfFact(world, 'anycompatible') ?? last) : last;
}

/** A function in a nearer schema hides one with the same arguments. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter((candidate) => {
    const key = candidate.arguments.map(({ id }) => id).join(',');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

import type { TypeObject } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import type { Candidate } from './candidates.ts';
import { canCoerce } from './coerce.ts';
import { baseType, categoryOf, isOpaque, isPolymorphic, isPreferred, isUnknownLiteral, memberType } from './type-facts.ts';

/** Choices among operators by the types of the operands; a user's cast may change them. */
const chosen = new WeakMap<World, Map<string, readonly Candidate[]>>();

/** The operator that PostgreSQL takes for the operands, as `selectCandidates` does, remembered. */
export function selectOperators(
  world: World,
  name: string,
  candidates: readonly Candidate[],
  types: readonly TypeObject[],
): readonly Candidate[] {
  const known = chosen.get(world) ?? new Map<string, readonly Candidate[]>();
  chosen.set(world, known);
  const key = `${name} ${candidates.length} ${types.map(({ id }) => id).join(' ')} ${world.casts.size}`;
  const selected = known.get(key) ?? selectCandidates(world, candidates, types);
  known.set(key, selected);
  return selected;
}

/**
 * The overload that PostgreSQL takes for the argument types (func_match_argtypes and func_select_candidate, parse_func.c; manual 10.3).
 * More than one where an argument's type is not known to us and they stay equally good; none where the call cannot be resolved.
 */
export function selectCandidates(world: World, candidates: readonly Candidate[], types: readonly TypeObject[]): readonly Candidate[] {
  const exact = candidates.filter((candidate) => types.every((type, at) => candidate.arguments[at] === type));
  if (exact[0] !== undefined) return [exact[0]];
  const possible = candidates.filter(
    (candidate) => types.every((type, at) => fits(world, type, candidate.arguments[at])) && isConsistent(world, candidate, types),
  );
  if (possible.length <= 1) return possible;
  const inputs = types.map((type) => (isUnknownLiteral(type) ? type : baseType(type)));
  const nearest = best(possible, (candidate) => count(inputs, (type, at) => candidate.arguments[at] === type));
  const preferred = best(nearest, (candidate) =>
    count(inputs, (type, at) => !isUnknownLiteral(type) && isExactOrPreferred(world, type, candidate.arguments[at])),
  );
  if (preferred.length === 1) return preferred;
  if (!inputs.some(isUnknownLiteral)) return inputs.some(isOpaque) ? preferred : [];
  return byUnknowns(world, preferred, inputs);
}

/** Untyped literals: the category that all candidates agree on, strings before others; then the type of the other arguments. */
function byUnknowns(world: World, candidates: readonly Candidate[], inputs: readonly TypeObject[]): readonly Candidate[] {
  const resolved = resolveCategories(world, candidates, inputs);
  if (resolved.length === 1) return resolved;
  const known = new Set(inputs.filter((type) => !isUnknownLiteral(type)));
  const [only] = known;
  if (known.size === 1 && only !== undefined) {
    const same = resolved.filter((candidate) => inputs.every((_, at) => fits(world, only, candidate.arguments[at])));
    if (same.length === 1) return same;
  }
  return inputs.some(isOpaque) ? resolved : [];
}

function resolveCategories(world: World, candidates: readonly Candidate[], inputs: readonly TypeObject[]): readonly Candidate[] {
  const wanted = new Map<number, { readonly category: string; readonly hasPreferred: boolean }>();
  for (const [at, input] of inputs.entries()) {
    if (!isUnknownLiteral(input)) continue;
    const types = candidates.map((candidate) => candidate.arguments[at]).filter((type) => type !== undefined);
    const categories = new Set(types.map((type) => categoryOf(world, type)));
    const [first] = categories;
    const category = categories.has('S') ? 'S' : first;
    if (category === undefined || (categories.size > 1 && category !== 'S')) return candidates;
    wanted.set(at, { category, hasPreferred: types.some((type) => categoryOf(world, type) === category && isPreferred(world, type)) });
  }
  const left = candidates.filter((candidate) =>
    [...wanted].every(([at, { category, hasPreferred }]) => {
      const type = candidate.arguments[at];
      return type !== undefined && categoryOf(world, type) === category && (!hasPreferred || isPreferred(world, type));
    }),
  );
  return left.length > 0 ? left : candidates;
}

/** check_generic_type_consistency: the polymorphic arguments must all mean one element type, or for `anycompatible` types that have one in common. */
function isConsistent(world: World, candidate: Candidate, types: readonly TypeObject[]): boolean {
  const strict = new Set<TypeObject>();
  const compatible = new Set<TypeObject>();
  for (const [at, type] of types.entries()) {
    const declared = candidate.arguments[at];
    if (declared === undefined || !isPolymorphic(declared) || isUnknownLiteral(type) || isOpaque(type)) continue;
    const member = memberType(world, declared, type);
    if (member === null || isOpaque(member)) continue;
    if (declared.name.startsWith('anycompatible')) compatible.add(baseType(member));
    else strict.add(member);
  }
  return strict.size <= 1 && new Set([...compatible].map((type) => categoryOf(world, type))).size <= 1;
}

function fits(world: World, type: TypeObject, target: TypeObject | undefined): boolean {
  return target !== undefined && canCoerce(world, type, target, 'implicit');
}

function isExactOrPreferred(world: World, type: TypeObject, target: TypeObject | undefined): boolean {
  if (target === undefined) return false;
  return target === type || (categoryOf(world, target) === categoryOf(world, type) && isPreferred(world, target));
}

/** All that reach the highest score. */
function best(candidates: readonly Candidate[], score: (candidate: Candidate) => number): readonly Candidate[] {
  const highest = Math.max(...candidates.map(score));
  return candidates.filter((candidate) => score(candidate) === highest);
}

function count(types: readonly TypeObject[], test: (type: TypeObject, at: number) => boolean): number {
  return types.filter((type, at) => !isUnknownLiteral(type) && !isOpaque(type) && test(type, at)).length;
}

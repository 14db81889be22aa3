import type { TypeObject, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { functionCandidates, operatorCandidates } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import { canCoerce, coerceTo, coerceType, findPathway } from './coerce.ts';
import { arrayOf, builtinType } from './resolve-type.ts';
import { selectCandidates, selectOperators } from './select-candidate.ts';
import { baseType, categoryOf, isOpaque, isPolymorphic, isPreferred, isUnknownLiteral, memberType } from './type-facts.ts';
import { worse } from './typed.ts';
import type { Typed } from './typed.ts';

/** A call of a function by name (ParseFuncOrColumn): the overload that fits, a cast where the name is a type's, or a call that nothing is known of. */
export function applyFunction(world: World, names: readonly string[], args: readonly Typed[], isVariadicCall: boolean = false): Typed {
  const types = args.map(({ use }) => use.type);
  const candidates = functionCandidates(world, names, args.length, isVariadicCall);
  const isExact = candidates.some((candidate) => types.every((type, at) => candidate.arguments[at] === type));
  return (isExact ? null : castByName(world, names, args)) ?? call(world, names.at(-1) ?? '', candidates, args, false);
}

/** An operator between one or two operands (make_op, oper). */
export function applyOperator(world: World, name: string, operands: readonly Typed[]): Typed {
  const [left, right] = operands.map(({ use }) => use.type);
  const candidates = operatorCandidates(
    world,
    name,
    operands.map(({ use }) => use.type),
  );
  // binary_oper_exact: an untyped literal is first taken for the other operand's type, or its base type.
  if (left !== undefined && right !== undefined && isUnknownLiteral(left) !== isUnknownLiteral(right)) {
    const known = isUnknownLiteral(left) ? right : left;
    for (const type of [known, baseType(known)]) {
      const exact = candidates.filter((candidate) => candidate.arguments.every((argument) => argument === type));
      if (exact.length === 1) return call(world, name, exact, operands, true);
    }
  }
  return call(world, name, candidates, operands, true);
}

/** select_common_type: the type of CASE, COALESCE, ARRAY, UNION; null where something is not known to us. */
export function commonType(world: World, members: readonly Typed[]): TypeObject | null {
  const types = members.map(({ use }) => use.type);
  if (types.some(isOpaque)) return null;
  const [first] = types;
  if (first !== undefined && !isUnknownLiteral(first) && types.every((type) => type === first)) return first;
  let chosen: TypeObject | null = null;
  for (const type of types.map((of) => (isUnknownLiteral(of) ? of : baseType(of)))) {
    if (isUnknownLiteral(type) || type === chosen) continue;
    if (chosen === null) chosen = type;
    else if (
      !isPreferred(world, chosen) &&
      categoryOf(world, chosen) === categoryOf(world, type) &&
      canCoerce(world, chosen, type, 'implicit') &&
      !canCoerce(world, type, chosen, 'implicit')
    )
      chosen = type;
  }
  return chosen ?? builtinType(world, 'text');
}

/** The members coerced to their common type, and the type with the modifier that all share (select_common_typmod). */
export function unified(world: World, members: readonly Typed[]): { readonly use: TypeUse; readonly members: readonly Typed[] } {
  const type = commonType(world, members);
  if (type === null) return { use: { type: world.unknownType('?'), modifier: -1 }, members };
  const coerced = members.map((member) =>
    member.use.type === type ? member : coerceType(world, member, { type, modifier: -1 }, 'implicit'),
  );
  const modifier = coerced[0]?.use.modifier ?? -1;
  return { use: { type, modifier: coerced.every(({ use }) => use.modifier === modifier) ? modifier : -1 }, members: coerced };
}

function call(world: World, name: string, candidates: readonly Candidate[], args: readonly Typed[], isOperator: boolean): Typed {
  const types = args.map(({ use }) => use.type);
  const selected = isOperator ? selectOperators(world, name, candidates, types) : selectCandidates(world, candidates, types);
  const [only] = selected;
  const base = { kind: 'call', name, isOperator, coercion: null } as const;
  if (selected.length === 1 && only !== undefined) {
    const { volatility, isStrict, function: made } = only;
    const coerced = args.map((argument, at) =>
      coerceType(world, argument, { type: actualType(world, only, args, at) ?? argument.use.type, modifier: -1 }, 'implicit'),
    );
    return { ...base, use: resultUse(world, only, coerced), arguments: coerced, volatility, isStrict, function: made, isKnown: true };
  }
  // Not resolved, since a type is not known to us: what all candidates have in common.
  const among = selected.length > 0 ? selected : candidates;
  const [first] = among;
  const isSame =
    first !== undefined &&
    among.every(({ returns }) => returns === first.returns) &&
    first.returns !== null &&
    !isPolymorphic(first.returns);
  return {
    ...base,
    use: { type: isSame && first.returns !== null ? first.returns : world.unknownType('?'), modifier: -1 },
    arguments: args,
    volatility: among.length === 0 ? 'volatile' : among.map((candidate) => candidate.volatility).reduce(worse, 'immutable'),
    isStrict: among.length > 0 && among.every(({ isStrict }) => isStrict),
    function: null,
    isKnown: among.length > 0,
  };
}

/** `date('2020-01-01')`, `text(x)`: a type's name called with one argument is a cast (func_get_detail). */
function castByName(world: World, names: readonly string[], args: readonly Typed[]): Typed | null {
  const [argument] = args;
  if (argument === undefined || args.length !== 1) return null;
  const name = names.at(-1) ?? '';
  const schema = names.at(-2) ?? null;
  const type = (schema === null || schema === 'pg_catalog' ? builtinType(world, name) : null) ?? world.findType(name, schema);
  if (type === null || isOpaque(type) || type.category === 'pseudo') return null;
  if (!isUnknownLiteral(argument.use.type)) {
    const pathway = findPathway(world, type, argument.use.type, 'explicit');
    if (pathway?.kind !== 'relabel' && pathway?.kind !== 'text') return null;
  }
  return coerceTo(world, argument, { type, modifier: -1 }, 'explicit');
}

/** What an argument is declared as; an untyped literal takes what the other arguments say the polymorphic type is. */
function actualType(world: World, candidate: Candidate, args: readonly Typed[], at: number): TypeObject | null {
  const declared = candidate.arguments[at] ?? null;
  const argument = args[at];
  if (declared === null || argument === undefined || !isPolymorphic(declared) || !isUnknownLiteral(argument.use.type)) return declared;
  const element = elementArgument(world, candidate, args, declared.name.startsWith('anycompatible'));
  if (element === null) return declared;
  switch (declared.name.replace('anycompatible', 'any')) {
    case 'anyarray':
      return arrayOf(world, element);
    case 'anyrange':
    case 'anymultirange':
      return argumentOf(candidate, args, declared.name) ?? declared;
    default:
      return element;
  }
}

/** enforce_generic_type_consistency: what a polymorphic result becomes. */
function resultUse(world: World, candidate: Candidate, args: readonly Typed[]): TypeUse {
  const opaque = { type: world.unknownType('?'), modifier: -1 };
  const { returns } = candidate;
  if (returns === null) return opaque;
  if (!isPolymorphic(returns)) return { type: returns, modifier: -1 };
  const isCompatible = returns.name.startsWith('anycompatible');
  const element = elementArgument(world, candidate, args, isCompatible);
  if (element === null) return opaque;
  switch (returns.name.replace('anycompatible', 'any')) {
    case 'anyarray':
      return { type: arrayOf(world, element), modifier: -1 };
    case 'anyrange':
    case 'anymultirange':
      return { type: argumentOf(candidate, args, returns.name) ?? opaque.type, modifier: -1 };
    default:
      return { type: element, modifier: -1 };
  }
}

function elementArgument(world: World, candidate: Candidate, args: readonly Typed[], isCompatible: boolean): TypeObject | null {
  const members: Typed[] = [];
  for (const [at, declared] of candidate.arguments.entries()) {
    const argument = args[at];
    if (argument === undefined || !isPolymorphic(declared) || declared.name.startsWith('anycompatible') !== isCompatible) continue;
    const type = memberType(world, declared, argument.use.type);
    if (type !== null) members.push({ ...argument, use: { type, modifier: -1 } });
  }
  return members.length === 0 ? null : commonType(world, members);
}

function argumentOf(candidate: Candidate, args: readonly Typed[], name: string): TypeObject | null {
  const argument = args[candidate.arguments.findIndex((declared) => declared.name === name)];
  return argument === undefined ? null : baseType(argument.use.type);
}

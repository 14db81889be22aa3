import type { Volatility } from '../facts/fact-set.ts';
import type { FunctionObject, TypeObject, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { builtinType } from './resolve-type.ts';
import {
  baseType,
  baseUse,
  castBetween,
  categoryOf,
  elementOf,
  factOf,
  hasConstraints,
  isBuiltin,
  isOpaque,
  isPolymorphic,
  isUnknownLiteral,
} from './type-facts.ts';
import { form, worse } from './typed.ts';
import type { CoercionContext, Typed } from './typed.ts';
import { isLengthKept } from './type-length.ts';

const STRENGTH: Readonly<Record<CoercionContext, number>> = { implicit: 0, assignment: 1, explicit: 2 };

type Pathway =
  | { readonly kind: 'relabel' }
  | { readonly kind: 'function'; readonly volatility: Volatility; readonly function: FunctionObject | null }
  | { readonly kind: 'array' }
  | { readonly kind: 'text' };

/** find_coercion_pathway (parse_coerce.c): how one type becomes another, null where it does not. */
export function findPathway(world: World, target: TypeObject, source: TypeObject, context: CoercionContext): Pathway | null {
  const from = baseType(source);
  const to = baseType(target);
  if (from === to) return { kind: 'relabel' };
  const cast = castBetween(world, from, to);
  if (cast !== null) {
    if (STRENGTH[context] < STRENGTH[cast.context]) return null;
    if (cast.method === 'binary') return { kind: 'relabel' };
    return cast.method === 'inout' ? { kind: 'text' } : { kind: 'function', volatility: cast.volatility, function: cast.function };
  }
  const fromElement = elementOf(world, from);
  const toElement = elementOf(world, to);
  // oidvector and int2vector are no targets of a coercion by elements.
  if (fromElement !== null && toElement !== null && to.category === 'array')
    return findPathway(world, toElement, fromElement, context) && { kind: 'array' };
  if (context !== 'implicit' && categoryOf(world, to) === 'S') return { kind: 'text' };
  if (context === 'explicit' && categoryOf(world, from) === 'S') return { kind: 'text' };
  return null;
}

/** can_coerce_type for one argument; what nothing is known of may become anything. */
export function canCoerce(world: World, source: TypeObject, target: TypeObject, context: CoercionContext): boolean {
  if (source === target || isOpaque(source) || isOpaque(target) || isBuiltin(target, 'any')) return true;
  if (isPolymorphic(target)) return fitsPolymorphic(source, target);
  if (isUnknownLiteral(source)) return true;
  if (findPathway(world, target, source, context) !== null) return true;
  if (isBuiltin(source, 'record')) return baseType(target).category === 'composite';
  if (isBuiltin(target, 'record')) return baseType(source).category === 'composite';
  return inheritsFrom(source, target);
}

/** coerce_to_target_type: the expression as a value of the type with its modifier; null where PostgreSQL has no such cast. */
export function coerceTo(world: World, typed: Typed, target: TypeUse, context: CoercionContext): Typed | null {
  if (!canCoerce(world, typed.use.type, target.type, context)) return null;
  return coerceModifier(world, coerceType(world, typed, target, context), target, context);
}

/** coerce_type, after can_coerce_type has said yes. */
export function coerceType(world: World, typed: Typed, target: TypeUse, context: CoercionContext): Typed {
  const source = typed.use.type;
  if (source === target.type || isPolymorphic(target.type) || isBuiltin(target.type, 'any')) return typed;
  if (isOpaque(source) || isOpaque(target.type)) return form('other', target, [typed], 'cast');
  const base = baseUse({ type: target.type, modifier: -1 });
  if (isUnknownLiteral(source) && typed.kind === 'constant') return toDomain(world, literalOf(world, typed, base), target.type, context);
  const pathway = findPathway(world, target.type, source, context);
  if (pathway === null || isUnknownLiteral(source)) return form('other', { type: target.type, modifier: -1 }, [typed], 'cast');
  if (pathway.kind !== 'relabel') return toDomain(world, build(world, pathway, typed, base.type, context), target.type, context);
  const domain = toDomain(world, typed, target.type, context);
  return domain === typed ? relabel(typed, { type: target.type, modifier: -1 }) : domain;
}

/** coerce_type_typmod with the planner's simplification of it (varchar_support and its like): the adjustment to a length or precision. */
export function coerceModifier(world: World, typed: Typed, target: TypeUse, context: CoercionContext): Typed {
  // A domain's modifier has been applied with the domain.
  if (target.type.category === 'domain' || target.modifier === typed.use.modifier) return typed;
  if (isOpaque(target.type)) return target.modifier < 0 ? relabel(typed, target) : form('other', target, [typed], 'cast');
  const element = target.type.category === 'array' ? target.type.element : target.type;
  const function_ = element === null ? null : castBetween(world, element, element);
  if (target.modifier < 0 || function_ === null) return relabel(typed, target);
  if (target.type.category === 'array' && element !== null)
    return {
      kind: 'array-coercion',
      use: target,
      arguments: [
        typed,
        lengthCall(element, form('case-value', { type: element, modifier: typed.use.modifier }, []), target.modifier, context),
      ],
      volatility: 'immutable',
    };
  if (function_.isSimplified && isLengthKept(typed.use, target)) return relabel(typed, target);
  return lengthCall(target.type, typed, target.modifier, context);
}

/** The same bytes under another type. */
export function relabel(typed: Typed, use: TypeUse, collation: string | null = null): Typed {
  return { kind: 'relabel', use, collation, arguments: [typed], volatility: 'immutable' };
}

function lengthCall(type: TypeObject, typed: Typed, modifier: number, coercion: CoercionContext): Typed {
  const use = { type, modifier };
  const call = { function: null, isKnown: true, isStrict: true, isOperator: false, coercion, volatility: 'immutable' } as const;
  return { kind: 'call', name: type.name, use, arguments: [typed], ...call };
}

/** A bare string takes the type at once, and so does NULL. */
function literalOf(world: World, typed: Typed & { readonly kind: 'constant' }, use: TypeUse): Typed {
  // Reading the text may hang on settings, but it is done when the statement is analysed, so the constant itself is fixed.
  return {
    ...typed,
    use: isBuiltin(use.type, 'interval') ? use : { type: use.type, modifier: -1 },
    volatility: factOf(world, use.type) === null ? 'immutable' : typed.volatility,
  };
}

/** coerce_to_domain: the base type's modifier, then the domain's constraints. */
function toDomain(world: World, typed: Typed, target: TypeObject, context: CoercionContext): Typed {
  if (target.category !== 'domain') return typed;
  const adjusted = coerceModifier(world, typed, baseUse({ type: target, modifier: -1 }), context);
  const use = { type: target, modifier: -1 };
  // Without constraints the planner makes it a relabelling (eval_const_expressions).
  return hasConstraints(target) ? { kind: 'domain', use, arguments: [adjusted], volatility: 'immutable' } : relabel(adjusted, use);
}

function build(world: World, pathway: Pathway, typed: Typed, target: TypeObject, context: CoercionContext): Typed {
  const use = { type: target, modifier: -1 };
  if (pathway.kind === 'function')
    return {
      kind: 'call',
      name: pathway.function?.name ?? target.name,
      use,
      arguments: [typed],
      volatility: pathway.volatility,
      function: pathway.function,
      isKnown: true,
      isStrict: pathway.function?.isStrict ?? true,
      isOperator: false,
      coercion: context,
    };
  if (pathway.kind === 'text')
    return {
      kind: 'text-coercion',
      use,
      arguments: [typed],
      volatility: worse(textVolatility(world, typed.use.type), textVolatility(world, target)),
    };
  const from = elementOf(world, typed.use.type) ?? target;
  const to = elementOf(world, target) ?? target;
  const element = coerceType(
    world,
    form('case-value', { type: from, modifier: typed.use.modifier }, []),
    { type: to, modifier: -1 },
    context,
  );
  return { kind: 'array-coercion', use, arguments: [typed, element], volatility: 'immutable' };
}

/** Of reading and printing a type's text; domains, arrays, enums and rows are stable. */
function textVolatility(world: World, type: TypeObject): Volatility {
  return factOf(world, type)?.textVolatility ?? 'stable';
}

function fitsPolymorphic(source: TypeObject, target: TypeObject): boolean {
  if (isUnknownLiteral(source)) return true;
  const { category } = baseType(source);
  switch (target.name.replace('anycompatible', 'any')) {
    case 'anyarray':
      return category === 'array' || isBuiltin(source, 'anyarray');
    case 'anynonarray':
      return category !== 'array';
    case 'anyenum':
      return category === 'enum';
    case 'anyrange':
      return category === 'range';
    case 'anymultirange':
      return category === 'multirange';
    default:
      return true;
  }
}

/** A row of a child table is one of its parent's. */
function inheritsFrom(source: TypeObject, target: TypeObject): boolean {
  const relation = baseType(source).relation;
  if (relation === null || target.relation === null) return false;
  return relation.parents.some((parent) => parent === target.relation);
}

/** The type that a boolean expression has. */
export function booleanUse(world: World): TypeUse {
  return useOf(world, 'bool');
}

/** One of PostgreSQL's own types without modifier. */
export function useOf(world: World, name: string): TypeUse {
  return { type: builtinType(world, name) ?? world.unknownType(name), modifier: -1 };
}

import type { CastFact, FactSet, TypeFact } from '../facts/fact-set.ts';
import { extensionFacts, extensionOfType, postgresFacts } from '../facts/facts.ts';
import type { FunctionObject, TypeObject, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { arrayOf, builtinType } from './resolve-type.ts';

const POLYMORPHIC: ReadonlySet<string> = new Set([
  'anyelement',
  'anyarray',
  'anynonarray',
  'anyenum',
  'anyrange',
  'anymultirange',
  'anycompatible',
  'anycompatiblearray',
  'anycompatiblenonarray',
  'anycompatiblerange',
  'anycompatiblemultirange',
]);

/** Is nothing known of the type? Then nothing is said of what is done with it. */
export function isOpaque(type: TypeObject): boolean {
  return type.category === 'unknown';
}

export function isBuiltin(type: TypeObject, name: string): boolean {
  return type.schema === 'pg_catalog' && type.name === name;
}

/** The pseudo-type of a bare string constant. */
export function isUnknownLiteral(type: TypeObject): boolean {
  return isBuiltin(type, 'unknown');
}

export function isPolymorphic(type: TypeObject): boolean {
  return type.schema === 'pg_catalog' && POLYMORPHIC.has(type.name);
}

/** What a domain, and the domain under it, stands on (getBaseTypeAndTypmod). */
export function baseUse(use: TypeUse): TypeUse {
  let base = use;
  while (base.type.category === 'domain' && base.type.base !== null)
    base = { type: base.type.base.type, modifier: base.type.base.modifier >= 0 ? base.type.base.modifier : base.modifier };
  return base;
}

export function baseType(type: TypeObject): TypeObject {
  return baseUse({ type, modifier: -1 }).type;
}

/** Has the domain, or one under it, any constraint, valid or not (DomainHasConstraints, typcache.c)? */
export function hasConstraints(domain: TypeObject): boolean {
  for (let type: TypeObject | undefined = domain; type?.category === 'domain'; type = type.base?.type)
    if (type.isNotNull || type.constraints.some(({ isDropped }) => !isDropped)) return true;
  return false;
}

/** `typcategory`; `?` of a type of which nothing is known. */
export function categoryOf(world: World, type: TypeObject): string {
  switch (type.category) {
    case 'array':
      return 'A';
    case 'enum':
      return 'E';
    case 'composite':
      return 'C';
    case 'range':
    case 'multirange':
      return 'R';
    case 'domain':
      return categoryOf(world, baseType(type));
    case 'unknown':
      return '?';
    case 'base':
    case 'pseudo':
      return factOf(world, type)?.category ?? 'U';
  }
}

export function isPreferred(world: World, type: TypeObject): boolean {
  return type.category === 'base' && factOf(world, type)?.isPreferred === true;
}

/** Does the type know collations? Null where nothing is known of it. */
export function isCollatable(world: World, type: TypeObject): boolean | null {
  if (isOpaque(type)) return null;
  const base = baseType(type);
  if (base.category === 'array' && base.element !== null) return isCollatable(world, base.element);
  return factOf(world, base)?.isCollatable ?? false;
}

/** The fact of one of PostgreSQL's own types or of a contrib extension's. */
export function factOf(world: World, type: TypeObject): TypeFact | null {
  return factSetOf(world, type)?.type(type.name) ?? null;
}

/** Where a type comes from: PostgreSQL itself or a contrib extension; null for users' types. */
export function factSetOf(world: World, type: TypeObject): FactSet | null {
  if (type.schema === 'pg_catalog') return postgresFacts(world.majorVersion);
  if (type.category !== 'base') return null;
  const extension = extensionOfType(type.name, world.majorVersion);
  return extension === null ? null : extensionFacts(extension, world.majorVersion);
}

/** pg_cast's row from one type to another, users' casts included. */
export function castBetween(
  world: World,
  source: TypeObject,
  target: TypeObject,
): (CastFact & { readonly function: FunctionObject | null }) | null {
  const made = world.casts.get(`${source.id}>${target.id}`);
  if (made !== undefined)
    return {
      method: made.method,
      volatility: made.volatility,
      context: made.context ?? 'implicit',
      function: made.function ?? null,
      isSimplified: false,
    };
  for (const facts of new Set([factSetOf(world, source), factSetOf(world, target)])) {
    const cast = facts?.cast(source.name, target.name) ?? null;
    if (cast !== null) return { ...cast, function: null };
  }
  return null;
}

/** The element type for subscripts and ANY; null for what is no true array. */
export function elementOf(world: World, type: TypeObject): TypeObject | null {
  const base = baseType(type);
  if (base.category === 'array') return base.element;
  if (isBuiltin(base, 'int2vector')) return builtinType(world, 'int2');
  return isBuiltin(base, 'oidvector') ? builtinType(world, 'oid') : null;
}

/** The type for which `anyelement` stands where an argument is declared polymorphic; null where the argument does not say. */
export function memberType(world: World, declared: TypeObject, actual: TypeObject): TypeObject | null {
  if (isUnknownLiteral(actual)) return null;
  if (declared.name.endsWith('array') && !declared.name.endsWith('nonarray')) return elementOf(world, actual);
  if (declared.name.endsWith('range')) return baseType(actual).subtype;
  return actual;
}

/** The type that a fact names: PostgreSQL's own, or one that an extension made in some schema of this world. */
export function typeOfFact(world: World, name: string): TypeObject | null {
  const own = builtinType(world, name);
  if (own !== null) return own;
  const found = world.allTypes().find((type) => type.name === name && type.category === 'base');
  if (found !== undefined) return found;
  const element = name.startsWith('_') ? typeOfFact(world, name.slice(1)) : null;
  return element === null ? null : arrayOf(world, element);
}

/** May a value of one type be taken for the other without a function, implicitly (IsBinaryCoercible, parse_coerce.c)? */
export function isBinaryCoercible(world: World, source: TypeObject, target: TypeObject): boolean {
  const base = baseType(source);
  if (source === target || base === target) return true;
  if (target.schema === 'pg_catalog')
    switch (target.name) {
      case 'any':
      case 'anyelement':
      case 'anycompatible':
        return true;
      case 'anyarray':
      case 'anycompatiblearray':
        return elementOf(world, base) !== null;
      case 'anynonarray':
      case 'anycompatiblenonarray':
        return elementOf(world, base) === null;
      case 'anyenum':
        return base.category === 'enum';
      case 'anyrange':
      case 'anycompatiblerange':
        return base.category === 'range';
      case 'anymultirange':
      case 'anycompatiblemultirange':
        return base.category === 'multirange';
      case 'record':
        return base.category === 'composite';
      default:
    }
  const cast = castBetween(world, base, target);
  return cast?.method === 'binary' && cast.context === 'implicit';
}

import type { OperatorClassFact } from '../facts/fact-set.ts';
import { allExtensionFacts, extensionOfType, postgresFacts } from '../facts/facts.ts';
import type { TypeObject } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { categoryOf, isBinaryCoercible, isPreferred, typeOfFact, baseType } from './type-facts.ts';

/** An operator class and where it comes from; two of one name in different extensions are not the same. */
export interface OperatorClass extends OperatorClassFact {
  readonly extension: string | null;
}

/** GetDefaultOpClass (indexcmds.c): the class that an index of a method uses for a type by itself; null where we know none. */
export function defaultOperatorClass(world: World, method: string, type: TypeObject): OperatorClass | null {
  const base = baseType(type);
  const category = categoryOf(world, base);
  const exact: OperatorClass[] = [];
  const preferred: OperatorClass[] = [];
  const compatible: OperatorClass[] = [];
  for (const candidate of operatorClasses(world, method, base)) {
    if (!candidate.isDefault) continue;
    const input = typeOfFact(world, candidate.input);
    if (input === null) continue;
    if (input === base) exact.push(candidate);
    else if (isBinaryCoercible(world, base, input))
      (categoryOf(world, input) === category && isPreferred(world, input) ? preferred : compatible).push(candidate);
  }
  for (const found of [exact, preferred, compatible]) if (found.length === 1) return found[0] ?? null;
  return null;
}

/** The class of a name, with or without its schema. */
export function operatorClassNamed(world: World, method: string, name: string, type: TypeObject): OperatorClass | null {
  const plain = (name.split('.').at(-1) ?? name).replaceAll('"', '');
  return operatorClasses(world, method, type).find((candidate) => candidate.name === plain) ?? null;
}

function operatorClasses(world: World, method: string, type: TypeObject | null): readonly OperatorClass[] {
  const own = postgresFacts(world.majorVersion).operatorClasses(method);
  return [
    ...own.map((fact) => ({ ...fact, extension: null })),
    ...[...allExtensionFacts(world.majorVersion)].flatMap(([extension, facts]) =>
      isThere(world, extension, type) ? facts.operatorClasses(method).map((fact) => ({ ...fact, extension })) : [],
    ),
  ];
}

/** An open world may have extensions that its text does not create; a closed one has what it lists, or what the type itself comes from. */
function isThere(world: World, extension: string, type: TypeObject | null): boolean {
  if (world.isOpen || world.others.some(({ what, name }) => what === 'extension' && name === extension)) return true;
  return type?.category === 'base' && type.schema !== 'pg_catalog' && extensionOfType(type.name, world.majorVersion) === extension;
}

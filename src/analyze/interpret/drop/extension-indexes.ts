import { extensionFacts, postgresFacts } from '../../facts/facts.ts';
import type { IndexDefinition, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';

/** Indexes that use an operator class of a contrib extension, by name or as the default for a type that PostgreSQL itself has none for. */
export function indexesWithClassesOf(world: World, extension: string): readonly Relation[] {
  const facts = extensionFacts(extension, world.majorVersion);
  if (facts === null) return [];
  const own = postgresFacts(world.majorVersion);
  const uses = ({ method, keys }: IndexDefinition): boolean => {
    const classes = facts.operatorClasses(method);
    return keys.some(({ operatorClass, column }) => {
      if (operatorClass !== null) return classes.some(({ name }) => name === operatorClass || operatorClass.endsWith(`.${name}`));
      const type = column?.use.type.name;
      const isDefaultFor = ({ input, isDefault }: { readonly input: string; readonly isDefault: boolean }): boolean =>
        isDefault && input === type;
      return classes.some(isDefaultFor) && !own.operatorClasses(method).some(isDefaultFor);
    });
  };
  return world.allRelations().filter(({ index }) => index !== null && uses(index));
}

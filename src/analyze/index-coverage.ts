import type { IndexDefinition } from './world/objects.ts';

/** Does one index begin with all columns of another, in their order, so that it serves every search that the other one serves? */
export function covers(left: IndexDefinition, right: IndexDefinition): boolean {
  const isAlike = left.method === right.method && left.isValid && right.isValid && left.predicate === null && right.predicate === null;
  return (
    isAlike &&
    right.keys.every(({ column, operatorClass, collation }, at) => {
      const key = left.keys[at];
      return column !== null && key?.column === column && key.operatorClass === operatorClass && key.collation === collation;
    })
  );
}

import type { Column, IndexDefinition, IndexKey, Relation, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { columnsUsedBy } from './columns-used.ts';
import { defaultOperatorClass, operatorClassNamed } from './operator-class.ts';
import type { OperatorClass } from './operator-class.ts';
import { baseType, isBuiltin, isCollatable } from './type-facts.ts';

/** Methods whose polymorphic classes store something else than the column's type, so that the file is never taken over. */
const OTHER_STORAGE: readonly string[] = ['gin', 'brin', 'hash'];

/**
 * PostgreSQL's CheckIndexCompatible (indexcmds.c): may an index that uses the column keep its file when the table itself is not rewritten?
 * `collation` is the new one. An index that does not use the column is left alone, so the answer is yes.
 */
export function canKeepIndex(world: World, index: Relation, column: Column, to: TypeUse, collation: string | null): boolean {
  const definition = index.index;
  if (definition === null || !usesColumn(definition, column)) return true;
  // Expressions and predicates are not compared at all, whether they use the column or not.
  if (definition.predicate !== null || !definition.isValid || definition.keys.some(({ expression }) => expression !== null)) return false;
  return definition.keys.every((key) => key.column !== column || keepsKey(world, definition.method, key, column, to, collation));
}

function usesColumn({ keys, included, predicate, table }: IndexDefinition, column: Column): boolean {
  if (included.includes(column) || keys.some((key) => key.column === column)) return true;
  return [predicate, ...keys.map(({ expression }) => expression)].some(
    (expression) => expression !== null && columnsUsedBy(expression, table).includes(column.name),
  );
}

function keepsKey(world: World, method: string, key: IndexKey, column: Column, to: TypeUse, collation: string | null): boolean {
  const before = classOf(world, method, key, column.use);
  const after = classAfter(world, method, key, before, column.use, to);
  if (before === null || after === null || before.name !== after.name || before.extension !== after.extension) return false;
  if (isPolymorphicInput(before.input) && (to.type !== column.use.type || storesOther(method, before))) return false;
  return collationBefore(world, key, column) === collationAfter(world, key, column, to, collation);
}

function classOf(world: World, method: string, key: IndexKey, use: TypeUse): OperatorClass | null {
  return key.operatorClass === null
    ? defaultOperatorClass(world, method, use.type)
    : operatorClassNamed(world, method, key.operatorClass, baseType(use.type));
}

/** pg_get_indexdef names a class only where it is not the old type's default; the new type's default takes its place. */
function classAfter(
  world: World,
  method: string,
  key: IndexKey,
  before: OperatorClass | null,
  from: TypeUse,
  to: TypeUse,
): OperatorClass | null {
  const usual = defaultOperatorClass(world, method, from.type);
  const isNamed = key.operatorClass !== null && (usual === null || usual.name !== before?.name);
  return isNamed ? before : defaultOperatorClass(world, method, to.type);
}

function isPolymorphicInput(input: string): boolean {
  return input.startsWith('any');
}

function storesOther(method: string, { extension }: OperatorClass): boolean {
  return OTHER_STORAGE.includes(method) || extension !== null;
}

function collationBefore(world: World, key: IndexKey, column: Column): string | null {
  return key.collation ?? ownCollation(world, column.use, column.collation);
}

/** Likewise a collation that is the column's own is not written into the definition, so that it follows the column. */
function collationAfter(world: World, key: IndexKey, column: Column, to: TypeUse, collation: string | null): string | null {
  const isNamed = key.collation !== null && key.collation !== ownCollation(world, column.use, column.collation);
  return isNamed ? key.collation : ownCollation(world, to, collation);
}

function ownCollation(world: World, use: TypeUse, given: string | null): string | null {
  if (isCollatable(world, use.type) === false) return null;
  if (given !== null && given !== '') return given;
  return isBuiltin(baseType(use.type), 'name') ? 'C' : 'default';
}

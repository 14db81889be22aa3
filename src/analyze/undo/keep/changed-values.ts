import type { Column, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { typeText } from '../../expressions/resolve-type.ts';
import { keepValues, type KeptCopy } from './copy.ts';
import type { Origin } from '../inverse.ts';

/**
 * Looks at a table before a statement alters it; what is answered copies the values that the statement took: of dropped columns, and where it is
 * lossy of those with another type. Null: nothing of this table can be kept, or nothing has to.
 */
export function keepChangedValues(
  world: World,
  table: Relation,
  { keeping, firstId }: Origin,
): ((now: Relation, isLossy: boolean) => KeptCopy | null) | null {
  if (keeping === undefined || !hasOwnRows(table)) return null;
  const before = asItIs(table);
  const counted = new Set(world.allRelations().flatMap(({ ownedBy }) => ownedBy?.id ?? []));
  return (now, isLossy) => {
    const after = new Map(now.columns.map((column) => [column.id, column]));
    const hasOtherType = (column: Column): boolean => typeText(after.get(column.id)?.use ?? column.use) !== typeText(column.use);
    const dropped = before.columns.filter(({ id, generated }) => !after.has(id) && generated === '' && id < firstId);
    // A counter goes with its column, and where it had got to with it.
    if (dropped.some(({ id, identity }) => identity !== '' || counted.has(id))) return null;
    const changed = isLossy ? before.columns.filter((column) => after.has(column.id) && hasOtherType(column)) : [];
    const lost = [...dropped, ...changed];
    if (lost.length === 0) return null;
    return keepValues(world, keeping, before, lost, { isStable: (column) => after.has(column.id) && !hasOtherType(column) });
  };
}

/** A table whose rows can be told from those of others: one that others inherit from has more than its own. */
export function hasOwnRows({ relkind, children }: Relation): boolean {
  return relkind === 'partitioned-table' || (relkind === 'table' && children.length === 0);
}

/** A table as it is now: what follows changes its columns, but not these. */
function asItIs(table: Relation): Relation {
  const columns = new Map(table.columns.map((column) => [column, { ...column }]));
  const copyOf = (column: Column | null): Column | null => (column === null ? null : (columns.get(column) ?? column));
  return {
    ...table,
    columns: [...columns.values()],
    triggers: table.triggers.map((trigger) => ({ ...trigger })),
    indexes: table.indexes.map((relation) => ({
      ...relation,
      index:
        relation.index === null
          ? null
          : { ...relation.index, keys: relation.index.keys.map((key) => ({ ...key, column: copyOf(key.column) })) },
    })),
  };
}

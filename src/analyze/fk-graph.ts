import type { AffectedTable, ForeignKeyEdge } from '../model/plan.ts';
import { shownName } from './rule.ts';
import type { Relation } from './world/objects.ts';
import type { World } from './world/world.ts';

/** Longest chain of foreign keys that is followed. */
const MAX_DEPTH = 10;

/** The tables that refer to a table by a foreign key, itself left out. */
export function referencingTables(world: World, table: Relation): readonly Relation[] {
  const found = new Set<Relation>();
  for (const { dependent } of [...world.dependents(table), ...table.columns.flatMap((column) => world.dependents(column))]) {
    if (dependent.kind !== 'constraint' || dependent.type !== 'foreign-key') continue;
    if (dependent.referenced === table && dependent.relation !== null && dependent.relation !== table) found.add(dependent.relation);
  }
  // A partition's keys belong to its parent.
  return [...found].filter(({ partitionBound }) => partitionBound === null).toSorted(byName);
}

/**
 * The blast radius of a change: the tables that it touches itself (`direct`), and those that hang on them by foreign keys (`cascade`), each by its
 * shortest chain.
 */
export function affectedTables(world: World, direct: readonly Relation[]): readonly AffectedTable[] {
  const reached = new Map<Relation, readonly Relation[] | null>(direct.map((table) => [table, null]));
  let front: readonly (readonly Relation[])[] = direct.map((table) => [table]);
  for (let depth = 0; depth < MAX_DEPTH && front.length > 0; depth++) {
    const next: (readonly Relation[])[] = [];
    for (const path of front) {
      for (const table of referencingTables(world, path.at(-1) as Relation)) {
        if (reached.has(table)) continue;
        const longer = [...path, table];
        reached.set(table, longer);
        next.push(longer);
      }
    }
    front = next;
  }
  return [...reached].map(([table, path]) => ({
    table: shownName(world, table),
    impact: path === null ? 'direct' : 'cascade',
    cascadePath: path === null ? null : path.map((member) => shownName(world, member)),
    rows: table.rows,
    bytes: table.bytes,
  }));
}

/** The foreign keys among some tables, for a picture. */
export function foreignKeysAmong(world: World, names: ReadonlySet<string>): readonly ForeignKeyEdge[] {
  const edges: ForeignKeyEdge[] = [];
  for (const table of world.allRelations()) {
    for (const constraint of table.constraints) {
      if (constraint.type !== 'foreign-key' || constraint.referenced === null || constraint.parent !== null) continue;
      const from = shownName(world, table);
      const to = shownName(world, constraint.referenced);
      if (names.has(from) && names.has(to)) edges.push({ from, to, constraint: constraint.name, onDelete: constraint.onDelete });
    }
  }
  return edges.toSorted((left, right) => compare(left.from + left.constraint, right.from + right.constraint));
}

function byName(left: Relation, right: Relation): number {
  return compare(`${left.schema}.${left.name}`, `${right.schema}.${right.name}`);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

import type { Relation } from './objects.ts';

/**
 * A relation and everything below it (inheritance or partitioning), parents first, in the order in which PostgreSQL locks them; without partitions
 * whose DETACH CONCURRENTLY was interrupted (find_all_inheritors, pg_inherits.c).
 */
export function withDescendants(relation: Relation): readonly Relation[] {
  const seen = new Set<Relation>([relation]);
  for (const member of seen) for (const child of member.children) if (!child.isDetachPending) seen.add(child);
  return [...seen];
}

/** The members of a tree that hold rows: the relation itself, or its leaf partitions. */
export function withStorage(relation: Relation): readonly Relation[] {
  return withDescendants(relation).filter(({ relkind }) => relkind === 'table' || relkind === 'materialized-view');
}

/** Everything above a relation, nearest first. */
export function ancestors(relation: Relation): readonly Relation[] {
  const seen = new Set<Relation>();
  const waiting = [...relation.parents];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...next.parents);
  }
  return [...seen];
}

/** Do all parts of a relation hold no row, as far as is known? */
export function isKnownEmpty(relation: Relation): boolean {
  return withStorage(relation).every(({ population }) => population === 'empty');
}

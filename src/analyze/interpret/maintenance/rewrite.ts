import type { Relation } from '../../world/objects.ts';
import { rebuildIndex } from '../build-index.ts';
import type { Interpretation } from '../interpretation.ts';

/** A table is written anew under ACCESS EXCLUSIVE, then all its indexes (rebuild_relation and finish_heap_swap, cluster.c). */
export function rewriteTable(context: Interpretation, table: Relation, reason: string): void {
  context.lock(table, 'ACCESS EXCLUSIVE');
  context.work('rewrite', table, { reason });
  for (const index of table.indexes) {
    context.lock(index, 'ACCESS EXCLUSIVE', 'index');
    rebuildIndex(context, index, `${reason}, and its indexes with it`);
  }
}

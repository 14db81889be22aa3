import { shownCount } from '../estimate.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { droppedRelations } from '../statement-parts.ts';
import type { Relation } from '../world/objects.ts';

/** An index that queries use is dropped. */
export const dropIndexInUse: Rule = statementRule<readonly { readonly name: string; readonly scans: number; readonly table: string }[]>({
  id: 'drop-index-in-use',
  title: 'An index that queries use is dropped',
  group: 'compatibility',
  severity: 'high',
  why: "The server's statistics say that the index has been used: the queries that used it read the whole table from now on.",
  safer: 'Look into pg_stat_statements which queries use it, and build its replacement first.',
  documentation: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW',
  alsoKnownAs: ['pg-schema-diff INDEX_DROPPED'],
  before: (node, world) =>
    droppedRelations(node, world).flatMap((index) => {
      const scans = index.activity?.indexScans ?? 0;
      return index.index === null || index.isNew || scans === 0 || hasReplacement(index)
        ? []
        : [{ name: shownName(world, index), scans, table: shownName(world, index.index.table) }];
    }),
  check: (_subject, indexes) =>
    indexes.map(({ name, scans, table }) => ({
      message: `Index ${name} has been used ${shownCount(scans)} times since the statistics began, and nothing replaces it.`,
      relation: table,
    })),
});

/** Is there another index that begins with the same columns? */
function hasReplacement(index: Relation): boolean {
  const keys = index.index?.keys ?? [];
  const others = index.index?.table.indexes ?? [];
  return others.some(
    ({ index: other, isDropped }) =>
      other !== null &&
      other !== index.index &&
      !isDropped &&
      other.isValid &&
      other.predicate === null &&
      keys.every(({ column }, at) => column !== null && other.keys[at]?.column === column),
  );
}

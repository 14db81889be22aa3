import { destroyed, sizedTable } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { droppedRelations, mayHoldRows } from '../statement-parts.ts';

/** A table is dropped. */
export const dropTable: Rule = statementRule<ReadonlyMap<number, { readonly size: string; readonly isEmpty: boolean }>>({
  id: 'drop-table',
  title: 'A table is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'The table, its rows, indexes, privileges and grants are gone; no undo brings the rows back. Code that still names it fails at once.',
  safer: 'Stop using the table in a release of its own, rename it for a while, take a snapshot, then drop it.',
  documentation: 'https://www.postgresql.org/docs/current/sql-droptable.html',
  alsoKnownAs: [
    'squawk ban-drop-table',
    'strong_migrations drop_table',
    'Atlas DS102',
    'pg-schema-diff DELETES_DATA',
    'pgfence drop-table',
    'safe-migrate drop-table',
  ],
  before: (node, world) =>
    new Map(
      droppedRelations(node, world)
        .filter(({ partitionBound }) => partitionBound === null)
        .map((relation) => [relation.id, { size: sizedTable(world, relation), isEmpty: !mayHoldRows(world, relation) }]),
    ),
  check: (subject, sizes) => {
    if (subject.kind !== 'DropStmt') return [];
    return destroyed(subject, 'table').flatMap(({ isCascade, relation }) => {
      const table = sizes.get(relation?.id ?? 0);
      if (isCascade || relation === null || table === undefined) return [];
      const shown = shownName(subject.world, relation);
      if (table.isEmpty)
        return [{ message: `Table ${table.size}, which is empty, is dropped.`, severity: 'low' as const, relation: shown }];
      return [{ message: `Table ${table.size} is dropped with all its rows.`, relation: shown }];
    });
  },
});

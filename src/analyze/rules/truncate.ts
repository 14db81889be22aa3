import { destroyed, listed, sizedTable } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** TRUNCATE of a table with rows. */
export const truncate: Rule = statementRule<ReadonlyMap<number, string>>({
  id: 'truncate',
  title: 'TRUNCATE',
  group: 'data-loss',
  severity: 'high',
  why: 'All rows are gone at once, under ACCESS EXCLUSIVE. Row triggers do not see it, and older snapshots find the table empty.',
  safer: 'DELETE in batches with a condition that says which rows are meant; take a snapshot before.',
  documentation: 'https://www.postgresql.org/docs/current/sql-truncate.html',
  alsoKnownAs: ['pgfence truncate*'],
  before: (node, world) => {
    const ranges = 'TruncateStmt' in node ? (node.TruncateStmt.relations ?? []) : [];
    const tables = ranges.flatMap((item) => ('RangeVar' in item ? (relationNamed(world, item.RangeVar) ?? []) : []));
    return new Map(tables.map((relation) => [relation.id, sizedTable(world, relation)]));
  },
  check: (subject, sizes) => {
    if (subject.kind !== 'TruncateStmt') return [];
    const emptied = destroyed(subject, 'rows').filter(({ isCascade }) => !isCascade);
    const names = emptied.flatMap(({ relation }) =>
      relation === null ? [] : (sizes.get(relation.id) ?? shownName(subject.world, relation)),
    );
    return names.length === 0 ? [] : [{ message: `All rows of ${listed(names)} are gone.`, relation: emptied[0]?.relation?.name ?? null }];
  },
});

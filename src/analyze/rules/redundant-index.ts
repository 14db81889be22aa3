import { covers } from '../index-coverage.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** An index whose columns another one begins with. */
export const redundantIndex: Rule = statementRule({
  id: 'redundant-index',
  title: 'An index that another one makes needless',
  group: 'correctness',
  severity: 'low',
  why: 'An index over (a, b) serves all that an index over (a) serves. Every write pays for both.',
  safer: 'Leave the shorter one out, or drop it CONCURRENTLY, unless it is much smaller and used very often.',
  documentation: 'https://www.postgresql.org/docs/current/indexes-multicolumn.html',
  alsoKnownAs: [],
  check: (subject) => {
    if (!('IndexStmt' in subject.node) || subject.effects.some(({ kind }) => kind === 'error')) return [];
    const table = relationNamed(subject.world, subject.node.IndexStmt.relation);
    const made = table?.indexes.at(-1);
    const definition = made?.index ?? null;
    if (table === null || made === undefined || definition === null || !made.isNew || definition.method !== 'btree') return [];
    const relation = shownName(subject.world, table);
    return table.indexes.flatMap(({ index, name }) => {
      if (index === null || index === definition || index.keys.length === definition.keys.length) return [];
      if (!definition.isUnique && covers(index, definition))
        return [{ message: `${name} serves all that ${made.name} serves: it begins with the same columns.`, relation }];
      return !index.isUnique && !index.isPrimary && covers(definition, index)
        ? [{ message: `${made.name} serves all that ${name} serves, which can be dropped.`, relation }]
        : [];
    });
  },
});

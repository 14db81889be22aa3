import { listed } from '../findings.ts';
import { referencingTables } from '../fk-graph.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, relationNamed, alterationsIn } from '../statement-parts.ts';

/** A column that foreign keys refer to, or that is part of one, is dropped. */
export const dropReferencedColumn: Rule = statementRule<readonly string[]>({
  id: 'drop-referenced-column',
  title: 'A column of a foreign key is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'With the column its foreign key goes, and the other table no longer knows what its rows belong to. The other table is locked with ACCESS EXCLUSIVE for it.',
  safer: 'Move the relation to other columns first, drop the foreign key by name, and the column in a later release.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  alsoKnownAs: ['Atlas CD101'],
  before: (node, world) => {
    const table = relationNamed(world, rangeOf(node));
    const names = alterationsIn(node).flatMap(({ type, command }) => (type === 'AT_DropColumn' ? (command.name ?? '') : []));
    if (table === null || names.length === 0 || table.isNew) return [];
    return [table, ...referencingTables(world, table)]
      .flatMap(({ constraints }) => constraints)
      .filter(({ type, parent }) => type === 'foreign-key' && parent === null)
      .flatMap((key) => {
        const isOwn = key.relation === table && key.columns.some(({ name }) => names.includes(name));
        const isReferred = key.referenced === table && key.referencedColumns.some(({ name }) => names.includes(name));
        return isOwn || isReferred ? [`${key.name} (${key.relation?.name ?? ''} to ${key.referenced?.name ?? ''})`] : [];
      });
  },
  check: (subject, keys) => {
    if (keys.length === 0) return [];
    const name = rangeOf(subject.node)?.relname ?? null;
    return [{ message: `With the column goes the foreign key ${listed(keys)}.`, relation: name }];
  },
});

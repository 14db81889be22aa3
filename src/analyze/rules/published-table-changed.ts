import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';
import type { Relation } from '../world/objects.ts';
import { ancestors } from '../world/trees.ts';
import type { World } from '../world/world.ts';

/** The columns of a published table change. */
export const publishedTableChanged: Rule = statementRule<readonly string[]>({
  id: 'published-table-changed',
  title: 'A table of a publication changes',
  group: 'compatibility',
  severity: 'medium',
  why: 'Logical replication carries rows, not DDL: a subscriber that lacks the new column stops with an error at the next row, and a dropped column is left there.',
  safer: 'Add columns on the subscriber first, then on the publisher; drop them on the publisher first.',
  documentation: 'https://www.postgresql.org/docs/current/logical-replication-restrictions.html',
  alsoKnownAs: ['pg-schema-diff CORRECTNESS'],
  before: (node, world) => publicationsOf(world, relationNamed(world, rangeOf(node))),
  check: (subject, publications) => {
    if (publications.length === 0) return [];
    const changes = subcommandsOfType(subject, 'AT_AddColumn', 'AT_DropColumn', 'AT_AlterColumnType');
    const table = rangeOf(subject.node)?.relname ?? '';
    const isRenamed = 'RenameStmt' in subject.node;
    if (changes.length === 0 && !isRenamed) return [];
    return [
      {
        message: `${table} is published by ${listed(publications)}: its subscribers need the same change, in the right order.`,
        relation: table,
      },
    ];
  },
});

function publicationsOf(world: World, table: Relation | null): readonly string[] {
  if (table === null || table.isNew) return [];
  const tables = new Set([table, ...ancestors(table)]);
  return world.others
    .filter(({ what, relation }) => what === 'publication-table' && relation !== null && tables.has(relation))
    .map(({ name }) => name);
}

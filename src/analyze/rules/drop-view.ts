import { listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { nameOfNode } from '../statement-parts.ts';

/** A view is dropped. */
export const dropView: Rule = statementRule<readonly string[]>({
  id: 'drop-view',
  title: 'A view is dropped',
  group: 'compatibility',
  severity: 'medium',
  why: 'Queries that name it fail. CREATE OR REPLACE VIEW can add columns at the end, but neither change nor drop one: a drop and a new view in one transaction loses its privileges and comments.',
  safer: 'Make a second view under another name and move the readers.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropview.html',
  alsoKnownAs: [],
  before: (node, world) => {
    if (!('DropStmt' in node) || node.DropStmt.removeType !== 'OBJECT_VIEW') return [];
    return (node.DropStmt.objects ?? []).flatMap((object) => {
      const { schema, name } = nameOfNode(object);
      const view = world.findRelation(name, schema);
      if (view === null) return world.isOpen ? [name] : [];
      return view.isNew ? [] : [shownName(world, view)];
    });
  },
  check: (_subject, views) =>
    views.length === 0 ? [] : [{ message: `View ${listed(views)} is dropped; what reads it fails.`, relation: views[0] ?? null }],
});

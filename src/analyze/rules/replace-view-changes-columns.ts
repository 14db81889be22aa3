import { listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** CREATE OR REPLACE VIEW whose columns differ from those of before. */
export const replaceViewChangesColumns: Rule = statementRule<readonly string[] | null>({
  id: 'replace-view-changes-columns',
  title: 'CREATE OR REPLACE VIEW with other columns',
  group: 'compatibility',
  severity: 'medium',
  why: 'PostgreSQL only lets columns be added at the end: other names, types or an order that differs are refused (42P16). Added ones surprise readers of SELECT *.',
  safer: 'Make a second view under another name, or rename columns with ALTER VIEW ... RENAME COLUMN.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createview.html',
  alsoKnownAs: [],
  before: (node, world) => {
    if (!('ViewStmt' in node) || node.ViewStmt.replace !== true) return null;
    const view = relationNamed(world, node.ViewStmt.view);
    return view === null || view.isNew || view.isAssumed || view.columns.length === 0 ? null : view.columns.map(({ name }) => name);
  },
  check: (subject, before) => {
    if (before === null || !('ViewStmt' in subject.node)) return [];
    const view = relationNamed(subject.world, subject.node.ViewStmt.view);
    const added = (view?.columns ?? []).map(({ name }) => name).slice(before.length);
    if (view === null || added.length === 0) return [];
    return [
      {
        message: `View ${shownName(subject.world, view)} has more columns from now on: ${listed(added)}.`,
        severity: 'info' as const,
        relation: shownName(subject.world, view),
      },
    ];
  },
});

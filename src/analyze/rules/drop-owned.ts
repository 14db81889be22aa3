import { destroyed, listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** DROP OWNED. */
export const dropOwned: Rule = statementRule({
  id: 'drop-owned',
  title: 'DROP OWNED',
  group: 'data-loss',
  severity: 'critical',
  why: 'Everything that the role owns in this database goes, tables included, and all its privileges; the text names none of it.',
  safer: 'REASSIGN OWNED BY the role TO another one first, then DROP OWNED only takes the privileges.',
  documentation: 'https://www.postgresql.org/docs/current/sql-drop-owned.html',
  alsoKnownAs: [],
  check: (subject) => {
    if (subject.kind !== 'DropOwnedStmt') return [];
    const gone = destroyed(subject, 'table', 'column', 'type', 'schema', 'materialized-view', 'sequence').map(({ name }) => name);
    return [
      {
        message:
          gone.length === 0
            ? 'All that the role owns is dropped, and all its privileges.'
            : `All that the role owns is dropped: ${listed(gone, 8)}.`,
      },
    ];
  },
});

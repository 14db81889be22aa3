import { listed, waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { subcommandsOfType } from '../statement-parts.ts';

/** SET EXPRESSION of a stored generated column. */
export const setExpressionRewritesTable: Rule = statementRule({
  id: 'set-expression-rewrites-table',
  title: 'SET EXPRESSION writes the table anew',
  group: 'lock',
  severity: 'high',
  why: 'A stored generated column is computed anew for every row: the table and its indexes are written anew under ACCESS EXCLUSIVE (17 and later).',
  safer:
    'Add a second generated column or an ordinary one with a trigger, move the readers, then drop the old one. From 18 on a virtual generated column costs nothing to change.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-EXPRESSION',
  alsoKnownAs: ['localtools table-rewrite'],
  check: (subject) => {
    const names = subcommandsOfType(subject, 'AT_SetExpression').map(({ command }) => command.name ?? '');
    return waitingFindings(subject, 'set-expression-rewrites-table', `ALTER COLUMN ${listed(names)} SET EXPRESSION`);
  },
});

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';

/** CREATE TYPE ... AS ENUM. */
export const preferCheckOverEnum: Rule = statementRule({
  id: 'prefer-check-over-enum',
  title: 'A new enum',
  group: 'policy',
  severity: 'info',
  why: 'Values of an enum can be added and renamed, but never removed, and their order never changed.',
  safer: 'text with a CHECK, or a table of values with a foreign key.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-enum.html',
  alsoKnownAs: ['eugene W13'],
  isOptIn: true,
  check: ({ node }) =>
    'CreateEnumStmt' in node
      ? [{ message: `${wordsOf(node.CreateEnumStmt.typeName).join('.')} is an enum: its values can never be removed.` }]
      : [],
});

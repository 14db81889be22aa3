import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** serial instead of identity. */
export const preferIdentity: Rule = statementRule({
  id: 'prefer-identity',
  title: 'serial instead of identity',
  group: 'policy',
  severity: 'info',
  why: 'serial is a default with a sequence beside it: the sequence has privileges of its own, anyone may write over the number, and copies of the table share it.',
  safer: 'GENERATED ALWAYS AS IDENTITY, the form of the SQL standard.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-identity-columns.html',
  alsoKnownAs: ['squawk prefer-identity'],
  isOptIn: true,
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => /^(?:small|big)?serial[248]?$/u.test(typeWord(definition.typeName)))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} is ${typeWord(definition.typeName)}.`,
        relation: range.relname ?? null,
      })),
});

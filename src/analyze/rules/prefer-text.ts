import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** varchar with a length. */
export const preferText: Rule = statementRule({
  id: 'prefer-text',
  title: 'varchar(n)',
  group: 'policy',
  severity: 'info',
  why: 'A limit of length is a type here: to make it smaller writes the table anew, and to make it larger rebuilds indexes on expressions. It saves nothing.',
  safer: 'text with CHECK (length(column) <= n), which can be changed without closing the table.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-character.html',
  alsoKnownAs: ['squawk prefer-text-field'],
  isOptIn: true,
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)) && (definition.typeName?.typmods ?? []).length > 0)
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} is varchar: text with a CHECK can be changed more easily.`,
        relation: range.relname ?? null,
      })),
});

const TYPES: ReadonlySet<string> = new Set(['varchar']);

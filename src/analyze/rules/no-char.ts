import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** A char(n) column. */
export const noChar: Rule = statementRule({
  id: 'no-char',
  title: 'A char(n) column',
  group: 'policy',
  severity: 'info',
  why: 'Values are filled up with blanks, which then do not count in comparisons: a source of surprises without any gain.',
  safer: 'text, with a CHECK on its length where that matters.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-character.html',
  alsoKnownAs: ['squawk ban-char-field'],
  isOptIn: true,
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} is char(n): filled up with blanks.`,
        relation: range.relname ?? null,
      })),
});

const TYPES: ReadonlySet<string> = new Set(['bpchar']);

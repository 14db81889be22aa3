import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A flyback:allow comment that allows nothing. */
export const suppressionUnused: Rule = engineRule({
  id: 'suppression-unused',
  title: 'A permission that nothing needs',
  group: 'coverage',
  severity: 'high',
  why: 'What it allowed does not happen any more. Left there, it would hide the next one. It cannot be allowed itself.',
  safer: 'Remove the comment.',
  documentation: 'https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS',
  alsoKnownAs: ['squawk unused-ignore'],
});

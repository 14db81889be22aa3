import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A flyback:allow comment that is not understood. */
export const suppressionInvalid: Rule = engineRule({
  id: 'suppression-invalid',
  title: 'A permission that is not understood',
  group: 'coverage',
  severity: 'high',
  why: 'A comment with a mistake in it allows nothing, and nobody would notice. It cannot be allowed itself.',
  safer: '-- flyback:allow RULE reason="..." until=YYYY-MM-DD by=NAME',
  documentation: 'https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS',
  alsoKnownAs: [],
});

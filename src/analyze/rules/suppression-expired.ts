import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A flyback:allow comment whose day is over. */
export const suppressionExpired: Rule = engineRule({
  id: 'suppression-expired',
  title: 'A permission that has ended',
  group: 'coverage',
  severity: 'high',
  why: 'The permission was given until a day that is past. It cannot be allowed itself.',
  safer: 'Solve what it allowed, or decide anew until when it may stay.',
  documentation: 'https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS',
  alsoKnownAs: [],
});

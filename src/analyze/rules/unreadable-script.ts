import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A script that cannot be read. */
export const unreadableScript: Rule = engineRule({
  id: 'unreadable-script',
  title: 'A script that cannot be read',
  group: 'coverage',
  severity: 'critical',
  why: 'Its bytes are not of the encoding that is configured, a placeholder has no value, or a string is not closed: nothing can be said of it, and migrate refuses it as well.',
  safer: 'See what the message says; flyway.encoding and the placeholders are the usual reasons.',
  documentation: 'https://www.postgresql.org/docs/current/multibyte.html',
  alsoKnownAs: [],
});

import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** What PostgreSQL's parser does not understand. */
export const syntaxError: Rule = engineRule({
  id: 'syntax-error',
  title: 'A syntax error',
  group: 'correctness',
  severity: 'critical',
  why: 'The statement does not get past the parser of PostgreSQL 18, so no server will take it.',
  safer: 'Correct it at the place that the caret shows.',
  documentation: 'https://www.postgresql.org/docs/current/sql-syntax.html',
  alsoKnownAs: ['squawk syntax-error'],
});

import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A command of psql in a migration. */
export const psqlMetaCommand: Rule = engineRule({
  id: 'psql-meta-command',
  title: 'A command of psql',
  group: 'correctness',
  severity: 'critical',
  why: '\\copy, \\i, \\set and their like are commands of the program psql. They do not reach the server, and flyback is not psql.',
  safer: 'Write it as SQL; take the backslash lines out of a dump that pg_dump has made.',
  documentation: 'https://www.postgresql.org/docs/current/app-psql.html',
  alsoKnownAs: [],
});

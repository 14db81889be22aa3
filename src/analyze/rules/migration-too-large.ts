import { scriptRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A migration longer than the project allows. */
export const migrationTooLarge: Rule = scriptRule({
  id: 'migration-too-large',
  title: 'A migration that is too large',
  group: 'policy',
  severity: 'medium',
  why: 'The project limits the length of a migration (flyback.maxMigrationBytes, flyback.maxMigrationStatements): a long one is hard to review and holds its locks for long.',
  safer: 'Make several migrations of it; load data by other means.',
  documentation: 'https://www.postgresql.org/docs/current/explicit-locking.html',
  alsoKnownAs: [],
  check: ({ bytes, statements, policy: { maxMigrationBytes, maxStatements } }) => [
    ...(maxMigrationBytes !== null && bytes > maxMigrationBytes ? [{ message: `${bytes} bytes; the limit is ${maxMigrationBytes}.` }] : []),
    ...(maxStatements !== null && statements.length > maxStatements
      ? [{ message: `${statements.length} statements; the limit is ${maxStatements}.` }]
      : []),
  ],
});

import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** Two migrations of one version. */
export const duplicateVersion: Rule = engineRule({
  id: 'duplicate-version',
  title: 'Two migrations of one version',
  group: 'correctness',
  severity: 'critical',
  why: 'Flyway and flyback refuse to migrate at all.',
  safer: 'Give one of them the next free version.',
  documentation: 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-order',
  alsoKnownAs: [],
});

import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A new migration below the newest one of the base branch. */
export const versionBelowBase: Rule = engineRule({
  id: 'version-below-base',
  title: 'A version below the base branch',
  group: 'correctness',
  severity: 'high',
  why: 'When the branch is merged the migration comes before others that are applied already: it is ignored, or fails validation, unless outOfOrder is on.',
  safer: 'Give it a version above the newest one of the base branch.',
  documentation: 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-order',
  alsoKnownAs: [],
});

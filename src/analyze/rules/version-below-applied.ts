import { engineRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A pending migration below the newest applied one. */
export const versionBelowApplied: Rule = engineRule({
  id: 'version-below-applied',
  title: 'A version below the newest applied one',
  group: 'correctness',
  severity: 'high',
  why: 'Without outOfOrder it is ignored, and validate complains about it.',
  safer: 'Give it a version above the newest applied one, or set outOfOrder=true.',
  documentation: 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-order',
  alsoKnownAs: [],
});

import { scriptRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A versioned migration without an undo script. */
export const missingUndo: Rule = scriptRule({
  id: 'missing-undo',
  title: 'No undo script',
  group: 'policy',
  severity: 'low',
  why: 'A way back that is written when it is needed is written in a hurry.',
  safer: 'Write U<version>__<description>.sql beside the migration, exactly the reverse of it.',
  documentation: 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations/undo-migrations',
  alsoKnownAs: ['safe-migrate irreversible-migration'],
  isOptIn: true,
  check: ({ kind, version, hasUndo }) =>
    kind === 'versioned' && version !== null && !hasUndo ? [{ message: `There is no undo script for version ${version}.` }] : [],
});

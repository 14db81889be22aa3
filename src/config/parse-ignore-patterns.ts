import type { IgnorePattern } from './config.ts';

const TYPES = ['*', 'repeatable', 'versioned'] as const;
const STATES = ['*', 'missing', 'pending', 'ignored', 'future'] as const;
const HELP_LINK =
  'https://documentation.red-gate.com/flyway/reference/configuration/flyway-namespace/flyway-ignore-migration-patterns-setting';

/** Reads `type:state` patterns; the first wrong one is answered with Flyway's message. Empty items count for nothing. */
export function parseIgnorePatterns(items: readonly string[]): readonly IgnorePattern[] | { readonly fault: string } {
  const patterns: IgnorePattern[] = [];
  for (const item of items) {
    if (item.trim() === '') continue;
    // Java's split() drops empty parts at the end.
    const parts = item.replace(/:+$/, '').split(':');
    if (parts.length !== 2) {
      return {
        fault: `Invalid pattern '${item}'. Pattern must be of the form <migration_type>:<migration_state> See ${HELP_LINK} for full details`,
      };
    }
    const [givenType = '', givenState = ''] = parts;
    const type = TYPES.find((each) => each === givenType.trim().toLowerCase());
    if (type === undefined) return { fault: `Invalid migration type '${givenType}'. Valid types are: [${TYPES.join(', ')}]` };
    const state = STATES.find((each) => each === givenState.trim().toLowerCase());
    if (state === undefined) return { fault: `Invalid migration state '${givenState}'. Valid states are: [${STATES.join(', ')}]` };
    patterns.push({ type, state });
  }
  return patterns;
}

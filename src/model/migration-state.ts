import type { MigrationState } from './history.ts';

/** What Flyway knows about a state (MigrationState.java, 12.4). */
export interface StateTraits {
  /** Name of the enum constant in lower case, as `-infoOfState` takes it. */
  readonly name: string;
  readonly isResolved: boolean;
  readonly isApplied: boolean;
  readonly isFailed: boolean;
}

function traits(name: string, flags: string): StateTraits {
  return { name, isResolved: flags.includes('r'), isApplied: flags.includes('a'), isFailed: flags.includes('f') };
}

const TRAITS: Readonly<Record<MigrationState, StateTraits>> = {
  Pending: traits('pending', 'r'),
  'Above Target': traits('above_target', 'r'),
  'Below Baseline': traits('below_baseline', 'r'),
  'Ignored (Baseline)': traits('baseline_ignored', 'r'),
  Baseline: traits('baseline', 'ra'),
  Ignored: traits('ignored', 'r'),
  Missing: traits('missing_success', 'a'),
  'Failed (Missing)': traits('missing_failed', 'af'),
  Success: traits('success', 'ra'),
  Undone: traits('undone', 'ra'),
  Available: traits('available', 'r'),
  Failed: traits('failed', 'raf'),
  'Out of Order': traits('out_of_order', 'ra'),
  Future: traits('future_success', 'a'),
  'Failed (Future)': traits('future_failed', 'af'),
  Outdated: traits('outdated', 'ra'),
  Superseded: traits('superseded', 'ra'),
  Deleted: traits('deleted', 'a'),
};

/** All states in the order of Flyway's enum. */
export const MIGRATION_STATES: readonly MigrationState[] = Object.keys(TRAITS) as MigrationState[];

/** Looks up whether a state counts as resolved, applied, failed. */
export function stateTraits(state: MigrationState): StateTraits {
  return TRAITS[state];
}

/** Finds a state by the name that `-infoOfState` takes, in any case; `null` if there is none. */
export function stateByName(name: string): MigrationState | null {
  const wanted = name.toLowerCase();
  return MIGRATION_STATES.find((state) => TRAITS[state].name === wanted) ?? null;
}

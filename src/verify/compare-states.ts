import type { ObjectDifference } from '../model/fingerprint.ts';
import type { DataDifference } from '../model/verdict.ts';
import { compareContents } from './compare-contents.ts';
import type { DatabaseState } from './database-state.ts';
import { compareFingerprints } from './fingerprint.ts';

/** How two states of a database differ. */
export interface StateDifference {
  readonly objects: readonly ObjectDifference[];
  readonly data: readonly DataDifference[];
  readonly hasSchemaDifference: boolean;
  readonly isSame: boolean;
}

/** Compares schema, rows and counters of two states. */
export function compareStates(before: DatabaseState, after: DatabaseState): StateDifference {
  const objects = compareFingerprints(before.fingerprint, after.fingerprint);
  const data = compareContents(before, after);
  return { objects, data, hasSchemaDifference: objects.length > 0, isSame: objects.length === 0 && data.length === 0 };
}

import type { Drift, DriftDifference, DriftScript } from '../model/drift.ts';
import { definitionDiff, differenceDiff } from './definition-diff.ts';
import { counted } from './plan-words.ts';

/** `the order of 3 columns`... : how many objects differ, in which way. */
export function driftCountWords({ summary: { added, removed, changed, moved } }: Drift): string {
  const counts = [
    ...(added > 0 ? [`${added} additional`] : []),
    ...(removed > 0 ? [`${removed} missing`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(moved > 0 ? [`${moved} in another place`] : []),
  ];
  return counts.join(', ');
}

/** What was compared with what: `shop with its history of 12 migrations, up to version 12`. */
export function replayWords({ database, replay: { applied, version } }: Drift): string {
  if (applied === 0) return `${database} with an empty database`;
  return `${database} with its history of ${counted(applied, 'migration')}${version === null ? '' : `, up to version ${version}`}`;
}

/** The answer in a sentence. */
export function driftSentence(drift: Drift): string {
  const { verdict, differences } = drift;
  const objects = counted(differences.length, 'object differs', 'objects differ');
  switch (verdict) {
    case 'none':
      return 'no drift: the target is what its history says';
    case 'drift':
      return `${objects} from what the history says (${driftCountWords(drift)})`;
    case 'unknown':
      return `the history cannot be replayed, so that nobody knows${differences.length === 0 ? '' : `; ${objects} from what could be replayed (${driftCountWords(drift)})`}`;
  }
}

/** What a script is for. */
export const SCRIPT_PURPOSES: Readonly<Record<'adopt' | 'revert', string>> = {
  adopt: 'a migration that takes the drift over into the history',
  revert: 'takes the target back to what its history says',
};

/** `6 statements, proven`, `6 statements, NOT PROVEN`. */
export function scriptWords(script: DriftScript): string {
  const losses = lossesOf(script);
  const { statements, isProven } = script;
  const loss = losses.length === 0 ? '' : `, takes ${counted(losses.length, 'thing')} away for good`;
  return `${counted(statements.length, 'statement')}, ${isProven ? 'proven in the sandbox' : 'NOT PROVEN'}${loss}`;
}

/** What a script takes away, in words. */
export function lossesOf({ statements }: DriftScript): readonly string[] {
  return statements.flatMap(({ loses }) => loses ?? []);
}

/** What a script needs of the rows that are there, in words. */
export function needsOf({ statements }: DriftScript): readonly string[] {
  return statements.flatMap(({ needs }) => needs ?? []);
}

/** The lines of a difference as a diff: what makes an object where it is on one side only. */
export function driftDiff({ change, sql, ...difference }: DriftDifference): readonly string[] {
  if (sql === null) {
    const { before, after } = difference;
    return differenceDiff({ ...difference, change, before: before?.trimEnd() ?? null, after: after?.trimEnd() ?? null });
  }
  return change === 'added' ? definitionDiff(null, sql) : definitionDiff(sql, null);
}

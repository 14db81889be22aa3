import { isAtLeast } from '../model/lock-mode.ts';
import type { MeasuredEstimate, ObservedLock, ObservedStatement } from '../model/observation.ts';
import { counted, grouped } from './plan-words.ts';

const MOST_NAMES = 4;
const KILOBYTE = 1024;

/** Worth a line: others could have waited, all of a table was worked on, or the plan was wrong. */
export function isNotable(statement: ObservedStatement): boolean {
  const { rewritten, scanned, indexesBuilt, surprises, estimate } = statement;
  return strongLocks(statement).length > 0 || [...rewritten, ...scanned, ...indexesBuilt, ...surprises].length > 0 || estimate !== null;
}

/** Locks on tables that others can run into, the strongest first. */
export function strongLocks({ locks }: ObservedStatement): readonly ObservedLock[] {
  return locks
    .filter(({ kind, mode }) => !kind.includes('index') && kind !== 'sequence' && isAtLeast(mode, 'SHARE UPDATE EXCLUSIVE'))
    .toSorted((left, right) => Number(isAtLeast(right.mode, left.mode)) - Number(isAtLeast(left.mode, right.mode)));
}

/** `ACCESS EXCLUSIVE on orders; rewrites orders; builds orders_pkey`; of a sampled statement without locks that it was too quick. */
export function observedWords(statement: ObservedStatement): string {
  const { rewritten, scanned, indexesBuilt, witness, locks } = statement;
  const byMode = Map.groupBy(strongLocks(statement), ({ mode }) => mode);
  const read = scanned.filter((table) => !rewritten.includes(table));
  return [
    ...[...byMode].map(([mode, held]) => `${mode} on ${named(held.map(({ relation }) => relation))}`),
    ...(witness === 'sampled' && locks.length === 0 ? ['over before its locks could be seen'] : []),
    ...(rewritten.length > 0 ? [`rewrote ${named(rewritten)}`] : []),
    ...(read.length > 0 ? [`read all of ${named(read)}`] : []),
    ...(indexesBuilt.length > 0 ? [`built ${named(indexesBuilt)}`] : []),
  ].join('; ');
}

/** `3.2 ms, +128 kB`. */
export function costWords({ elapsedMs, sizeChangeBytes }: ObservedStatement): string {
  const ms = elapsedMs < 10 ? String(elapsedMs) : grouped(Math.round(elapsedMs));
  return `${ms} ms${sizeChangeBytes === null || sizeChangeBytes === 0 ? '' : `, ${signedBytes(sizeChangeBytes)}`}`;
}

/** `about 12 s (8 s to 18 s) for 1,000,000 rows`. */
export function estimateWords({ expectedMs, lowMs, highMs, rows }: MeasuredEstimate): string {
  return `about ${durationWords(expectedMs)} (${durationWords(lowMs)} to ${durationWords(highMs)}) for ${counted(rows, 'row')}`;
}

function named(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function signedBytes(bytes: number): string {
  const size = Math.abs(bytes);
  const words = size < KILOBYTE ** 2 ? `${grouped(Math.round(size / KILOBYTE))} kB` : `${grouped(Math.round(size / KILOBYTE ** 2))} MB`;
  return `${bytes < 0 ? '−' : '+'}${words}`;
}

/** `40 ms`, `12 s`, `25 min`, `3.1 h`. */
function durationWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

import type { WorkEffect, WorkKind } from '../model/effect.ts';
import type { Severity } from '../model/hazard.ts';
import type { Estimate } from '../model/plan.ts';

interface Speed {
  readonly fastBytesPerS: number;
  readonly slowBytesPerS: number;
}

const MB = 1_000_000;
/** Bytes of a row where only the number of rows is known (--assume-rows). */
const ASSUMED_ROW_BYTES = 100;
/**
 * What servers do in a second, from a busy one with slow disks to an idle one with fast ones. A range, because nothing honest is narrower; the proof in
 * the sandbox measures.
 */
const SPEEDS: Readonly<Record<WorkKind, Speed>> = {
  scan: { fastBytesPerS: 2000 * MB, slowBytesPerS: 150 * MB },
  rewrite: { fastBytesPerS: 200 * MB, slowBytesPerS: 30 * MB },
  'index-build': { fastBytesPerS: 300 * MB, slowBytesPerS: 25 * MB },
  copy: { fastBytesPerS: 1000 * MB, slowBytesPerS: 80 * MB },
};

/** How long work on a relation takes; null where its size is not known. */
export function estimateWork({ work, rows, bytes }: Pick<WorkEffect, 'work' | 'rows' | 'bytes'>): Estimate | null {
  const size = bytes ?? (rows === null ? null : rows * ASSUMED_ROW_BYTES);
  if (size === null) return null;
  const { fastBytesPerS, slowBytesPerS } = SPEEDS[work];
  const basis =
    bytes === null
      ? `${shownCount(rows ?? 0)} rows assumed, of ${ASSUMED_ROW_BYTES} bytes`
      : `${rows === null || rows < 0 ? '' : `${shownCount(rows)} rows, `}${shownBytes(bytes)}`;
  return {
    lowMs: Math.ceil((size / fastBytesPerS) * 1000),
    highMs: Math.ceil((size / slowBytesPerS) * 1000),
    basis: `${basis} at ${slowBytesPerS / MB} to ${fastBytesPerS / MB} MB/s`,
  };
}

/** Several pieces of work one after the other; null where the size of one is not known. */
export function totalOf(estimates: readonly (Estimate | null)[]): Estimate | null {
  if (estimates.length === 0 || estimates.includes(null)) return null;
  const known = estimates.filter((estimate) => estimate !== null);
  return {
    lowMs: known.reduce((sum, { lowMs }) => sum + lowMs, 0),
    highMs: known.reduce((sum, { highMs }) => sum + highMs, 0),
    basis: [...new Set(known.map(({ basis }) => basis))].join('; '),
  };
}

const MOMENT_MS = 200;
const SHORT_MS = 2000;
const LONG_MS = 60_000;

/** How serious it is that others wait as long; an unknown size is taken for a large one. */
export function severityOfWaiting(estimate: Estimate | null, isWholeTableBlocked: boolean): Severity {
  if (estimate === null) return 'high';
  if (estimate.highMs <= MOMENT_MS) return 'low';
  if (estimate.highMs <= SHORT_MS) return 'medium';
  return estimate.lowMs > LONG_MS && isWholeTableBlocked ? 'critical' : 'high';
}

/** `40M`, `1.2k`. */
export function shownCount(count: number): string {
  if (count >= 1e9) return `${trimmed(count / 1e9)}G`;
  if (count >= 1e6) return `${trimmed(count / 1e6)}M`;
  if (count >= 1e4) return `${trimmed(count / 1e3)}k`;
  return String(Math.round(count));
}

/** `12.4 GB`, with powers of ten. */
export function shownBytes(bytes: number): string {
  if (bytes >= 1e9) return `${trimmed(bytes / 1e9)} GB`;
  if (bytes >= 1e6) return `${trimmed(bytes / 1e6)} MB`;
  if (bytes >= 1e3) return `${trimmed(bytes / 1e3)} kB`;
  return `${bytes} bytes`;
}

/** `about 3 s to 40 s`, `under 0.1 s`. */
export function shownEstimate({ lowMs, highMs }: Estimate): string {
  if (highMs < 100) return 'under 0.1 s';
  return `${shownMs(lowMs)} to ${shownMs(highMs)}`;
}

function shownMs(ms: number): string {
  if (ms < 1000) return `${trimmed(ms / 1000)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${trimmed(ms / 3_600_000)} h`;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(2)));
}

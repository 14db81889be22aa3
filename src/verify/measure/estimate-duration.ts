import type { MeasuredEstimate } from '../../model/observation.ts';

/** Times of a statement with so many rows, in milliseconds. */
export interface MeasuredSize {
  readonly rows: number;
  readonly times: readonly number[];
}

/** How the time grows: with the rows, with their sorting, or partly with either. */
export type Growth = 'linear' | 'sorting' | 'both';

/** Less is noise. */
const LEAST_GROWTH_MS = 2;
const LEAST_GROWTH = 1.25;
/** By how much the truth may be off for each doubling of the rows: caches and the memory for sorting are outgrown somewhere on the way. */
const DOUBT_PER_DOUBLING = 0.06;

/**
 * How long a statement takes with `rows` rows, from its times with two numbers of rows: a line through both (rows, or rows times their logarithm), with
 * the range that the repeated measures and the choice between the two leave; null where the time does not grow with the rows.
 */
export function estimateDuration(sizes: readonly [MeasuredSize, MeasuredSize], rows: number, growth: Growth): MeasuredEstimate | null {
  const [few, many] = sizes;
  // Whatever disturbs makes it longer: the shortest is nearest to the truth.
  const [low, high] = [Math.min(...few.times), Math.min(...many.times)];
  if (many.rows <= few.rows || high - low < LEAST_GROWTH_MS || high < low * LEAST_GROWTH) return null;
  const at = (fewMs: number, manyMs: number, work: (count: number) => number): number =>
    Math.max(0, fewMs + ((manyMs - fewMs) * (work(rows) - work(few.rows))) / (work(many.rows) - work(few.rows)));
  const [byRows, bySorting] = [at(low, high, (count) => count), at(low, high, sorting)];
  const expectedMs = growth === 'linear' ? byRows : growth === 'sorting' ? bySorting : (byRows + bySorting) / 2;
  const doubt = DOUBT_PER_DOUBLING * Math.abs(Math.log2(rows / many.rows));
  const lowMs =
    Math.min(
      byRows,
      at(median(few.times), high, (count) => count),
    ) /
    (1 + doubt);
  const highMs = Math.max(bySorting, at(low, Math.max(...many.times), sorting)) * (1 + doubt);
  const times = few.times.length === 1 ? 'once' : `${few.times.length} times`;
  const basis = `measured ${times} each with ${shown(few.rows)} and ${shown(many.rows)} rows in the sandbox; the target's disk, memory and load differ`;
  return { expectedMs: Math.round(expectedMs), lowMs: Math.round(lowMs), highMs: Math.round(highMs), rows, basis };
}

function sorting(count: number): number {
  return count * Math.log2(Math.max(2, count));
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}

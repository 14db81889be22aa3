import { describe, expect, test } from 'vitest';
import { estimateDuration, type MeasuredSize } from '../../../src/verify/measure/estimate-duration.ts';

const sizes = (few: readonly number[], many: readonly number[]): [MeasuredSize, MeasuredSize] => [
  { rows: 20_000, times: few },
  { rows: 80_000, times: many },
];

describe('estimateDuration', () => {
  test('a line through two sizes; the fixed part does not grow', () => {
    // 5 ms, and 1 ms for each 1,000 rows.
    const estimate = estimateDuration(sizes([25, 25, 25], [85, 85, 85]), 1_000_000, 'linear');
    expect(estimate).toMatchObject({ expectedMs: 1005, rows: 1_000_000 });
    expect(estimate?.lowMs).toBeLessThan(1005);
    expect(estimate?.highMs).toBeGreaterThan(1005);
    expect(estimate?.basis).toMatch(/^measured 3 times each with 20,000 and 80,000 rows in the sandbox/u);
  });

  test('what is sorted grows faster than its rows; where rows are rewritten and indexes built the truth lies between', () => {
    const [linear, both, sorting] = (['linear', 'both', 'sorting'] as const).map(
      (growth) => estimateDuration(sizes([25], [85]), 1_000_000, growth)?.expectedMs ?? 0,
    );
    expect(linear).toBeLessThan(both ?? 0);
    expect(both).toBeLessThan(sorting ?? 0);
    expect(sorting).toBeLessThan(1.4 * (linear ?? 0));
  });

  test('whatever disturbs makes it longer: the shortest counts, the others widen the range', () => {
    const calm = estimateDuration(sizes([25, 25, 25], [85, 85, 85]), 1_000_000, 'linear');
    const noisy = estimateDuration(sizes([25, 30, 90], [85, 140, 86]), 1_000_000, 'linear');
    expect(noisy?.expectedMs).toBe(calm?.expectedMs);
    expect(noisy?.lowMs).toBeLessThan(calm?.lowMs ?? 0);
    expect(noisy?.highMs).toBeGreaterThan(1.5 * (calm?.highMs ?? Infinity));
  });

  test('the further away, the wider the range', () => {
    const width = (rows: number): number => {
      const { lowMs, highMs } = estimateDuration(sizes([25], [85]), rows, 'linear') ?? { lowMs: 1, highMs: 1 };
      return highMs / lowMs;
    };
    expect(width(80_000)).toBeLessThan(width(1_000_000));
    expect(width(1_000_000)).toBeLessThan(width(100_000_000));
  });

  test.each([
    ['no more time with more rows', [5, 5], [5.5, 5]],
    ['a growth that is noise', [0.5], [1.5]],
    ['less time', [50], [40]],
  ])('%s: no estimate', (_name, few, many) => {
    expect(estimateDuration(sizes(few, many), 1_000_000, 'linear')).toBeNull();
  });

  test('two sizes that are one: no estimate', () => {
    expect(estimateDuration([sizes([1], [9])[1], sizes([1], [90])[1]], 1_000_000, 'linear')).toBeNull();
  });
});

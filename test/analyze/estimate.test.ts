import { expect, test } from 'vitest';
import { estimateWork, severityOfWaiting, shownBytes, shownCount, shownEstimate, totalOf } from '../../src/analyze/estimate.ts';

test('a table without size has no estimate, one with rows only says what was assumed', () => {
  expect(estimateWork({ work: 'rewrite', rows: null, bytes: null })).toBeNull();
  expect(estimateWork({ work: 'rewrite', rows: 40e6, bytes: null })?.basis).toContain('40M rows assumed');
  expect(estimateWork({ work: 'scan', rows: 10, bytes: 12.4e9 })?.basis).toContain('12 GB');
});

test('more work takes longer, and never less than nothing', () => {
  const small = estimateWork({ work: 'rewrite', rows: null, bytes: 1e6 });
  const large = estimateWork({ work: 'rewrite', rows: null, bytes: 1e9 });
  expect(large?.highMs).toBeGreaterThan(small?.highMs ?? Number.NaN);
  expect(large?.lowMs).toBeLessThan(large?.highMs ?? 0);
});

test('one unknown size makes the sum unknown', () => {
  const known = estimateWork({ work: 'scan', rows: null, bytes: 1e6 });
  expect(totalOf([known, null])).toBeNull();
  expect(totalOf([])).toBeNull();
  expect(totalOf([known, known])?.highMs).toBe(2 * (known?.highMs ?? 0));
});

test.each([
  [null, 'high'],
  [{ lowMs: 1, highMs: 100, basis: '' }, 'low'],
  [{ lowMs: 1, highMs: 1500, basis: '' }, 'medium'],
  [{ lowMs: 3000, highMs: 40_000, basis: '' }, 'high'],
  [{ lowMs: 61_000, highMs: 900_000, basis: '' }, 'critical'],
] as const)('waiting %o is %s', (estimate, severity) => {
  expect(severityOfWaiting(estimate, true)).toBe(severity);
});

test('figures for people', () => {
  expect(shownCount(40_000_000)).toBe('40M');
  expect(shownCount(950)).toBe('950');
  expect(shownBytes(12_400_000_000)).toBe('12 GB');
  expect(shownEstimate({ lowMs: 1, highMs: 50, basis: '' })).toBe('under 0.1 s');
  expect(shownEstimate({ lowMs: 3000, highMs: 240_000, basis: '' })).toBe('3 s to 4 min');
});

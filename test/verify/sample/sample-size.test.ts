import { expect, test } from 'vitest';
import { parseSampleSize, shareOf } from '../../../src/verify/sample/sample-size.ts';

test.each([
  ['5%', { kind: 'share', share: 0.05 }],
  ['.5 %', { kind: 'share', share: 0.005 }],
  ['100%', { kind: 'share', share: 1 }],
  ['100000rows', { kind: 'rows', rows: 100_000 }],
  ['2.5M rows', { kind: 'rows', rows: 2_500_000 }],
  ['200MB', { kind: 'bytes', bytes: 200e6 }],
])('%s', (text, size) => {
  expect(parseSampleSize(text)).toEqual(size);
});

test.each(['', '5', '0%', '101%', '-1%', '5rows%', 'rows', '0rows', '5 MBrows', '1e3rows'])('%j is none', (text) => {
  expect(parseSampleSize(text)).toBeNull();
});

test('rows and bytes are shared out evenly', () => {
  const all = { rows: 1000, bytes: 1e6 };
  expect(shareOf({ kind: 'rows', rows: 100 }, all)).toBe(0.1);
  expect(shareOf({ kind: 'bytes', bytes: 5e6 }, all)).toBe(1);
  expect(shareOf({ kind: 'rows', rows: 5 }, { rows: 0, bytes: 0 })).toBe(1);
});

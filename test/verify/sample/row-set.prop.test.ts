import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf, placesText, RowSet } from '../../../src/verify/sample/row-set.ts';

const page = fc.integer({ min: 0, max: 2 ** 32 - 2 });
const row = fc.integer({ min: 1, max: 1169 });

test('a place is what the server wrote', () => {
  fc.assert(
    fc.property(page, row, (block, line) => {
      expect(placesText([placeOf(`(${block},${line})`)])).toEqual([`(${block},${line})`]);
    }),
  );
});

test('a set of rows has each of them once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 60 })), { maxLength: 4000 }), (places) => {
      const set = new RowSet();
      const other = new Set<number>();
      for (const [block, line] of places) {
        const place = placeOf(`(${block},${line})`);
        expect(set.add(place)).toBe(!other.has(place));
        other.add(place);
      }
      expect(set.size).toBe(other.size);
    }),
    { numRuns: 30 },
  );
});

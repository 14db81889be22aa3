import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineIndex, positionAt } from '../../src/syntax/position.ts';

const text = fc.array(fc.constantFrom('a', 'é', '漢', '\n', '\r', '\r\n', ' ', '\t'), { maxLength: 60 }).map((parts) => parts.join(''));

test('an index of lines answers what reading from the beginning answers', () => {
  fc.assert(
    fc.property(text, fc.nat(200), (source, offset) => {
      const bytes = Buffer.from(source);
      expect(new LineIndex(bytes).positionAt(offset)).toEqual(positionAt(bytes, offset));
    }),
  );
});

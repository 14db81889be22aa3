import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isConfValue, parseConf, printConf } from '../../src/config/conf-format.ts';

const key = fc.stringMatching(/^(flyway|flyback)\.[A-Za-z][A-Za-z0-9._-]{0,20}$/);
const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ =:#!\\${}A-Za-z,]*$/)).filter(isConfValue);

test('what is printed is read back the same', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key, value }), { maxLength: 8 }), (entries) => {
      expect(parseConf(printConf(entries), {}).map((entry) => ({ key: entry.key, value: entry.value }))).toEqual(entries);
    }),
  );
});

test('any text can be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const lines = text.split(/\r\n|\n|\r/).length;
      expect(parseConf(text, {}).length).toBeLessThanOrEqual(lines);
    }),
  );
});

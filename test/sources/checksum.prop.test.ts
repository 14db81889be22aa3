import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flywayChecksum } from '../../src/sources/checksum.ts';

const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n\ufeff]/g, ''));
const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n\r');

test('line ends and the byte order mark never count', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(line, lineEnd)), line, fc.boolean(), (lines, last, hasMark) => {
      const text = `${hasMark ? '\ufeff' : ''}${lines.map(([content, end]) => content + end).join('')}${last}`;
      const joined = lines.map(([content]) => content).join('') + last;
      expect(flywayChecksum(Buffer.from(text))).toBe(crc32(Buffer.from(joined)) | 0);
    }),
  );
});

test('any other changed byte counts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (bytes, where) => {
      const original = Buffer.from([0x61, ...bytes]);
      const at = 1 + (where % bytes.length);
      const changed = Buffer.from(original);
      changed[at] = (changed[at] as number) ^ 0x80;
      expect(flywayChecksum(changed)).not.toBe(flywayChecksum(original));
    }),
  );
});

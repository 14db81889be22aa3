import { describe, expect, test } from 'vitest';
import { flywayChecksum } from '../../src/sources/checksum.ts';
import { canonicalEncoding, decodeText, detectEncoding } from '../../src/sources/encoding.ts';

function decode(bytes: Buffer, encoding: string): string | number {
  const decoded = decodeText(bytes, encoding);
  return decoded.isText ? decoded.utf8.toString('utf8') : decoded.badOffset;
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const bigEndian = (text: string): Buffer => utf16(text).swap16();

describe('names', () => {
  test.each([
    ['utf-8', 'UTF-8'],
    ['UTF8', 'UTF-8'],
    ['latin1', 'ISO-8859-1'],
    ['ISO8859_1', 'ISO-8859-1'],
    ['iso-8859-1', 'ISO-8859-1'],
    ['Cp1252', 'windows-1252'],
    ['ascii', 'US-ASCII'],
    ['utf-16', 'UTF-16'],
    ['UTF-16LE', 'UTF-16LE'],
    ['ISO-8859-15', 'ISO-8859-15'],
    ['iso8859_2', 'iso-8859-2'],
    ['cp1251', 'windows-1251'],
    ['Shift_JIS', 'shift_jis'],
    ['KOI8-R', 'koi8-r'],
    ['foo', null],
    ['', null],
  ])('%s is %s', (name, canonical) => {
    expect(canonicalEncoding(name)).toBe(canonical);
  });
});

describe('strict decoding', () => {
  test('one text in many encodings has one checksum', () => {
    const text = "select 'héllo';\n";
    const sums = [
      decodeText(Buffer.from(text, 'utf8'), 'UTF-8'),
      decodeText(Buffer.from(text, 'latin1'), 'ISO-8859-1'),
      decodeText(Buffer.from(text, 'latin1'), 'windows-1252'),
      decodeText(Buffer.from(text, 'latin1'), 'ISO-8859-15'),
      decodeText(utf16(`\ufeff${text}`), 'UTF-16LE'),
      decodeText(utf16(`\ufeff${text}`), 'UTF-16'),
      decodeText(bigEndian(`\ufeff${text}`), 'UTF-16BE'),
      decodeText(bigEndian(text), 'UTF-16'),
    ].map((decoded) => decoded.isText && flywayChecksum(decoded.utf8));
    expect(sums).toEqual(Array.from({ length: 8 }, () => -1556232135));
  });

  test('UTF-8 is not copied', () => {
    const bytes = Buffer.from('select 1');
    const decoded = decodeText(bytes, 'UTF-8');
    expect(decoded.isText && decoded.utf8).toBe(bytes);
  });

  test.each([
    ['a Latin-1 byte', Buffer.from('abc\xe9def', 'latin1'), 3],
    ['a cut character at the end', Buffer.from([0x61, 0xe2, 0x82]), 1],
    ['an encoded surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 1],
    ['an overlong form', Buffer.from([0x61, 0x62, 0xc0, 0xaf]), 2],
    ['a continuation byte alone', Buffer.from([0x80]), 0],
    ['UTF-16', Buffer.from([0xff, 0xfe, 0x61, 0x00]), 0],
  ])('UTF-8: %s', (_name, bytes, offset) => {
    expect(decode(bytes, 'UTF-8')).toBe(offset);
  });

  test('UTF-8: the first bad byte of a large text, behind characters of all lengths', () => {
    const good = Buffer.from('aé€😀'.repeat(20_001));
    expect(decode(Buffer.concat([good, Buffer.from([0xff]), good]), 'UTF-8')).toBe(good.length);
  });

  test.each([
    ['UTF-16LE', utf16('a\ud800b'), 2],
    ['UTF-16LE', Buffer.concat([utf16('ab'), Buffer.from([0x41])]), 4],
    ['UTF-16BE', bigEndian('ab\udc00'), 4],
    ['UTF-16', utf16('\ufeffa\udc00'), 4],
    ['UTF-16LE', bigEndian('\ufeffa'), 0],
    ['US-ASCII', Buffer.from('ab\xe9', 'latin1'), 2],
    ['windows-1252', Buffer.from([0x61, 0x80, 0x81]), 2],
    ['windows-1251', Buffer.from([0x61, 0x98]), 1],
    ['shift_jis', Buffer.from([0x61, 0x82, 0xa0, 0x82]), 3],
  ])('%s is malformed', (encoding, bytes, offset) => {
    expect(decode(bytes, encoding)).toBe(offset);
  });

  test.each([
    ['ISO-8859-1', Buffer.from([0x80, 0x92, 0xe9]), '\u0080\u0092é'],
    ['windows-1252', Buffer.from([0x80, 0x92, 0xe9]), '€’é'],
    ['ISO-8859-15', Buffer.from([0xa4, 0xbe, 0xe9]), '€Ÿé'],
    ['ISO-8859-9', Buffer.from([0xd0, 0xfd, 0xe9]), 'Ğıé'],
    ['iso-8859-2', Buffer.from([0xb3]), 'ł'],
    ['windows-1251', Buffer.from([0xe4, 0xe0]), 'да'],
    ['shift_jis', Buffer.from([0x82, 0xa0]), 'あ'],
    ['UTF-16LE', utf16('😀'), '😀'],
  ])('%s', (encoding, bytes, text) => {
    expect(decode(bytes, encoding)).toBe(text);
  });
});

describe("Flyway's guess", () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'UTF-8'],
    ['ASCII', Buffer.from('select 1'), 'UTF-8'],
    ['UTF-8', Buffer.from('é'), 'UTF-8'],
    ['Latin-1', Buffer.from('\xe9', 'latin1'), 'ISO-8859-1'],
    ['UTF-16LE with mark', utf16('\ufeffab'), 'UTF-16LE'],
    ['UTF-16BE with mark', bigEndian('\ufeffab'), 'UTF-16BE'],
    ['a mark in a file of odd length', Buffer.from([0xff, 0xfe, 0x61]), 'ISO-8859-1'],
    ['UTF-16LE without mark, wrongly', utf16('select 1'), 'UTF-16'],
    ['UTF-16BE without mark', bigEndian('select 1'), 'UTF-8'],
    ['zeros in half of the odd places', Buffer.from([0x61, 0x00, 0x61, 0x61]), 'UTF-8'],
  ])('%s', (_name, bytes, encoding) => {
    expect(detectEncoding(bytes)).toBe(encoding);
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../src/syntax/names.ts';
import { loadParser, parseSql } from '../../src/syntax/parse.ts';

const TEXT = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));

beforeAll(loadParser);

describe('quoting', () => {
  test('by example', () => {
    expect(quoteIdentifier('a"b')).toBe('"a""b"');
    expect(quoteQualified('App', 'users')).toBe('"App"."users"');
    expect(quoteLiteral("it's")).toBe("'it''s'");
    expect(quoteLiteral("a\\'b")).toBe("E'a\\\\''b'");
  });

  test('refuses what PostgreSQL cannot take', () => {
    expect(() => quoteIdentifier('')).toThrow(RangeError);
    expect(() => quoteIdentifier('a\0')).toThrow(RangeError);
    expect(() => quoteLiteral('a\0')).toThrow(RangeError);
  });

  test('means the text to PostgreSQL, whatever it holds', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const tree = JSON.stringify(parseSql(`select ${quoteLiteral(text)}`));
        expect(tree).toContain(`"sval":{"sval":${JSON.stringify(text)}}`);
      }),
    );
    fc.assert(
      fc.property(
        TEXT.filter((text) => text !== '' && Buffer.byteLength(text) < 64),
        (text) => {
          expect(JSON.stringify(parseSql(`select 1 as ${quoteIdentifier(text)}`))).toContain(`"name":${JSON.stringify(text)}`);
        },
      ),
    );
  });
});

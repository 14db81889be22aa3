import { describe, expect, test } from 'vitest';
import { characterToByteOffset, excerptAt, placeAt, positionAt } from '../../src/syntax/position.ts';

const TEXT = Buffer.from("select 1;\r\n\tselect 'größe 𝒳', nope;\nlast");

describe('positionAt', () => {
  test.each([
    ['select 1', 1, 1],
    ['\tselect', 2, 1],
    ['nope', 2, 20],
    ['last', 3, 1],
  ])('%j', (found, line, column) => expect(positionAt(TEXT, TEXT.indexOf(found))).toEqual({ line, column }));

  test('stays inside of the text', () => {
    expect(positionAt(TEXT, 10_000)).toEqual({ line: 3, column: 5 });
    expect(positionAt(TEXT, -1)).toEqual({ line: 1, column: 1 });
    expect(positionAt(Buffer.alloc(0), 0)).toEqual({ line: 1, column: 1 });
  });
});

describe('excerptAt', () => {
  test('keeps tabs and counts characters', () => {
    expect(excerptAt(TEXT, TEXT.indexOf('nope'))).toBe("\tselect 'größe 𝒳', nope;\n\t                  ^");
  });

  test('cuts long lines around the caret', () => {
    const text = Buffer.from(`${'a'.repeat(5000)}!${'b'.repeat(5000)}`);
    expect(excerptAt(text, 5000, 10)).toBe('…aaaaa!bbbb…\n      ^');
    expect(excerptAt(text, 2, 10)).toBe('aaaaaaaaaa…\n  ^');
    expect(excerptAt(text, text.length, 10)).toBe('…bbbbbbbbbb\n           ^');
  });

  test('never cuts through a character', () => {
    const text = Buffer.from('日'.repeat(500));
    expect(excerptAt(text, 600, 10)).toBe(`…${'日'.repeat(10)}…\n ${'\u3000'.repeat(5)}^`);
  });

  test('lets no control character reach the terminal', () => {
    expect(excerptAt(Buffer.from('a\u001b[31mb\u0000'), 0)).toBe('a�[31mb�\n^');
  });
});

describe('characterToByteOffset', () => {
  test('counts code points', () => {
    const text = Buffer.from('aö𝒳b');
    expect([0, 1, 2, 3, 4, 9].map((at) => characterToByteOffset(text, at))).toEqual([0, 1, 3, 7, 8, 8]);
  });
});

test('placeAt puts it together', () => {
  expect(placeAt('V1__a.sql', Buffer.from('ab\ncd'), 4)).toEqual({ file: 'V1__a.sql', line: 2, column: 2, excerpt: 'cd\n ^' });
});

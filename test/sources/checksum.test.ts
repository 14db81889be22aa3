import { describe, expect, test } from 'vitest';
import { flywayChecksum, withoutByteOrderMark } from '../../src/sources/checksum.ts';

const sum = (text: string | Buffer): number => flywayChecksum(typeof text === 'string' ? Buffer.from(text, 'utf8') : text);

describe('checksums that Flyway 12.4 wrote', () => {
  test.each([
    ['empty file', '', 0],
    ['no final newline', 'select 1;', -690524359],
    ['final newline', 'select 1;\n', -690524359],
    ['byte order mark', '\ufeffselect 1;\n', -690524359],
    ['CRLF', 'select 1;\r\nselect 2;\r\n', -593479011],
    ['LF', 'select 1;\nselect 2;\n', -593479011],
    ['lone CR', 'select 1;\rselect 2;\r', -593479011],
    ['one line', 'select 1;select 2;', -593479011],
    ['blank lines', 'select 1;\n\n\r\n\nselect 2;\n\n', -593479011],
    ['blanks count', 'select 1; \n\tselect 2;\n', -920501078],
    ['only one of two byte order marks is dropped', '\ufeff\ufeffselect 1;\n', 1918699538],
    ['two, three and four bytes', "select 'héllo € 😀';\n", -538121293],
    ['two bytes', "select 'héllo';\n", -1556232135],
    ['characters that end no line', 'select 1;\u2028select\u0085 2;\v\fselect 3;', 366626117],
    ['placeholders as they are', "select '${flyway:user}';\n", -1136869402],
    ['comments', '-- just a comment\n/* x */\n', 1797102827],
    ['a replaced text', "select 'postgres', 'R__a_user.sql';", 118937457],
    ['another replaced text', "select 'hi';", 888757828],
    ['the same, not replaced', "select '${greeting}';\r\n", 907187484],
  ])('%s', (_name, text, expected) => {
    expect(sum(text)).toBe(expected);
  });
});

test('a text longer than the scratch space has the checksum of its lines', () => {
  const line = `insert into t values ('${'x'.repeat(100)}');`;
  const joined = line.repeat(3000);
  expect(sum(`${line}\r\n`.repeat(3000))).toBe(sum(joined));
  expect(sum(`${line}\n`.repeat(3000))).not.toBe(sum(`${joined} `));
});

test('the byte order mark is dropped without a copy', () => {
  const bytes = Buffer.from('\ufeffab');
  const rest = withoutByteOrderMark(bytes);
  expect(rest.toString()).toBe('ab');
  expect(rest.buffer).toBe(bytes.buffer);
  expect(withoutByteOrderMark(rest)).toBe(rest);
});

import { describe, expect, test } from 'vitest';
import { placeholderFailure } from '../../src/syntax/placeholder-failure.ts';
import { PlaceholderError, placeholderLookup, replacePlaceholders } from '../../src/syntax/placeholders.ts';
import type { PlaceholderOptions } from '../../src/syntax/placeholders.ts';

const VALUES: ReadonlyMap<string, string> = new Map([
  ['name', 'Eva'],
  ['empty', ''],
  ['again', '${name}'],
  ['wide', 'größe'],
  ['two\nlines', 'joined'],
]);
const OPTIONS: PlaceholderOptions = {
  prefix: '${',
  suffix: '}',
  resolve: placeholderLookup(VALUES, new Map([['flyway:table', 'history']])),
};

function replaced(text: string, options: Partial<PlaceholderOptions> = {}): string {
  return replacePlaceholders(Buffer.from(text), { ...OPTIONS, ...options }).bytes.toString();
}

function failure(text: string, options: Partial<PlaceholderOptions> = {}): PlaceholderError {
  try {
    replaced(text, options);
  } catch (error) {
    if (error instanceof PlaceholderError) return error;
    throw error;
  }
  throw new Error('no failure');
}

describe('replacePlaceholders', () => {
  test.each([
    ['${name}', 'Eva'],
    ["-- ${name}\nselect '${NAME}${name}'; /* ${Name} */ $$ ${name} $$", "-- Eva\nselect 'EvaEva'; /* Eva */ $$ Eva $$"],
    ['a${empty}b', 'ab'],
    ['${again}', '${name}'],
    ['${two\nlines}', 'joined'],
    ['${flyway:table}', 'history'],
    ['$${name}', '$${name}'],
    ['$$${name}', '$$Eva'],
    ['$$$${name}', '$$$${name}'],
    ['$a${name}', '$aEva'],
    ['$', '$'],
    ['größe $ ${name}', 'größe $ Eva'],
  ])('%j becomes %j', (text, expected) => expect(replaced(text)).toBe(expected));

  test.each([
    ['@@', '@@', "'@@name@@' ${name}", "'Eva' ${name}"],
    ['%(', ')', '%(name) %x(name)', 'Eva %x(name)'],
    ['§{', '}', '§{name} §§{name} ©§{name}', 'Eva §§{name} ©Eva'],
    ['#', '#', 'a #name# b', 'a Eva b'],
  ])('with prefix %s and suffix %s', (prefix, suffix, text, expected) => expect(replaced(text, { prefix, suffix })).toBe(expected));

  test('gives the same buffer where there is nothing to replace', () => {
    const bytes = Buffer.from('select $$ $1 $${x} $$');
    expect(replacePlaceholders(bytes, OPTIONS).bytes).toBe(bytes);
  });

  test('leads offsets back to the file', () => {
    const original = Buffer.from('a ${wide} b ${empty}${name} c');
    const { bytes, originalOffset } = replacePlaceholders(original, OPTIONS);
    expect(bytes.toString()).toBe('a größe b Eva c');
    const back = (found: string): number => originalOffset(bytes.indexOf(found));
    expect(['a', 'g', 'ß', 'b', 'Eva', ' c'].map(back)).toEqual([0, 2, 2, 10, 20, 27]);
    expect(originalOffset(bytes.length)).toBe(original.length);
  });

  test('refuses an empty prefix or suffix', () => {
    expect(() => replaced('a', { prefix: '' })).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
    expect(() => replaced('a', { suffix: '' })).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
  });
});

describe('a placeholder without value', () => {
  test.each([
    ['x ${nope} y', 'No value provided for placeholder: ${nope}.  Check your configuration!', 2],
    ['${flyway:nope}', 'Failed to populate value for default placeholder: ${flyway:nope}', 0],
    ['${Flyway:nope}', 'No value provided for placeholder: ${Flyway:nope}.  Check your configuration!', 0],
    ['ab ${nope\n', 'No value provided for placeholder: ${nope}.  Check your configuration!', 3],
    ["('${');\nselect '${name}'", "No value provided for placeholder: ${');\nselect '${name}.  Check your configuration!", 2],
    ['${', 'No value provided for placeholder: ${}.  Check your configuration!', 0],
  ])('%j', (text, message, offset) => {
    expect(failure(text)).toMatchObject({ code: 'ERR_SOURCE_PLACEHOLDER', message, offset });
  });

  test('knows the built-in ones by the separator', () => {
    expect(failure('${flyway--nope}', { separator: '--' }).message).toContain('default placeholder');
    expect(failure('${flyway:nope}', { separator: '--' }).message).toContain('No value provided');
  });

  test('is reported with the statement that Flyway was reading', () => {
    const text = `select 1;\n${' '.repeat(250)}\nselect 2;\nselect '${'x'.repeat(300)}\${nope}';\n`;
    const error = failure(text);
    const outer = placeholderFailure(error, 'sql/V1__a.sql', Buffer.from(text));
    expect(outer.message).toMatch(
      /^Unable to parse statement in sql\/V1__a\.sql at line 4 col 1\. See https:\S+ for more information\. No value provided/,
    );
    expect(outer).toMatchObject({ code: 'ERR_SOURCE_PLACEHOLDER', cause: error, place: { file: 'sql/V1__a.sql', line: 4, column: 309 } });
  });
});

describe('placeholderLookup', () => {
  test('ignores case and prefers the built-in values', () => {
    const resolve = placeholderLookup(
      new Map([
        ['A', 'user'],
        ['flyway:TABLE', 'user'],
      ]),
      new Map([['flyway:table', 'built-in']]),
    );
    expect([resolve('a'), resolve('Flyway:Table'), resolve('b')]).toEqual(['user', 'built-in', null]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, tryParseVersion } from '../../src/model/version.ts';
import { matchingSuffix, nameGrammar, parseFileName } from '../../src/sources/file-name.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const likely = fc.tuple(
  fc.constantFrom('V', 'R', 'U', 'B', '', 'beforeMigrate'),
  text,
  fc.constantFrom('__', '_', ''),
  text,
  fc.constantFrom('.sql', '.SQL', '', '.sq'),
);
const anyGrammar = fc
  .record({
    versionedPrefix: text,
    undoPrefix: text,
    repeatablePrefix: text,
    baselinePrefix: text,
    separator: text,
    suffixes: fc.array(text, { maxLength: 3 }),
  })
  .map(nameGrammar);
const usualGrammar = nameGrammar({
  versionedPrefix: 'V',
  undoPrefix: 'U',
  repeatablePrefix: 'R',
  baselinePrefix: 'B',
  separator: '__',
  suffixes: ['.sql'],
});

test('any name under any grammar is valid or has a reason', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        likely.map((parts) => parts.join('')),
      ),
      fc.oneof(anyGrammar, fc.constant(usualGrammar)),
      (name, grammar) => {
        const parsed = parseFileName(name, grammar);
        expect(parsed.isValid ? name.startsWith(parsed.prefix) : parsed.reason.includes(name)).toBe(true);
      },
    ),
  );
});

test('a valid name is put together again from its parts', () => {
  const digits = fc.stringMatching(/^[0-9]{1,30}([._][0-9]{1,5}){0,3}$/);
  const description = fc.string({ maxLength: 30 }).filter((part) => part !== '' && !part.includes('/'));
  fc.assert(
    fc.property(fc.constantFrom('V', 'U', 'B'), digits, description, (prefix, version, words) => {
      const name = `${prefix}${version}__${words}.sql`;
      const parsed = parseFileName(name, usualGrammar);
      expect(parsed).toMatchObject({ isValid: true, prefix, description: words.replaceAll('_', ' '), placeholderName: name });
      expect(parsed.isValid && parsed.version?.raw).toBe(version);
      expect(matchingSuffix(name, usualGrammar)).toBe('.sql');
    }),
  );
});

const version = fc.stringMatching(/^[+-]?[0-9]{1,40}([._][0-9]{1,25}){0,4}$/).map((raw) => {
  const parsed = tryParseVersion(raw);
  if (parsed === null) throw new Error(`not a version: ${raw}`);
  return parsed;
});

test('the order of versions is total and agrees with their keys', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      expect(compareVersions(a, a)).toBe(0);
      expect(compareVersions(a, b) === 0).toBe(a.key === b.key);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

import { describe, expect, test } from 'vitest';
import { nameGrammar, parseFileName } from '../../src/sources/file-name.ts';
import type { NameSettings } from '../../src/sources/file-name.ts';

const settings: NameSettings = {
  versionedPrefix: 'V',
  undoPrefix: 'U',
  repeatablePrefix: 'R',
  baselinePrefix: 'B',
  separator: '__',
  suffixes: ['.sql'],
};

function parse(name: string, overrides: Partial<NameSettings> = {}): unknown {
  const parsed = parseFileName(name, nameGrammar({ ...settings, ...overrides }));
  return parsed.isValid ? [parsed.prefix, parsed.version?.text ?? null, parsed.description] : parsed.reason;
}

describe('valid names', () => {
  test.each([
    ['V1__a.sql', ['V', '1', 'a']],
    ['V1.sql', ['V', '1', '']],
    ['V1__.sql', ['V', '1', '']],
    ['V1_1__a_b.sql', ['V', '1.1', 'a b']],
    ['V1__a_b__c.sql', ['V', '1', 'a b  c']],
    ['V2.0__x.SQL', ['V', '2.0', 'x']],
    ['V008__x.sql', ['V', '008', 'x']],
    ['V+17__x.sql', ['V', '+17', 'x']],
    ['V-3__x.sql', ['V', '-3', 'x']],
    ['V20260102030405__x.sql', ['V', '20260102030405', 'x']],
    [`V${'9'.repeat(200)}__x.sql`, ['V', '9'.repeat(200), 'x']],
    ['V1__blank in it.sql', ['V', '1', 'blank in it']],
    ['V1__Grüße_😀.sql', ['V', '1', 'Grüße 😀']],
    ['V1__a\nb.sql', ['V', '1', 'a\nb']],
    ['V1__a\u202eb.sql', ['V', '1', 'a\u202eb']],
    ['R__view.sql', ['R', null, 'view']],
    ['R__.sql', ['R', null, '']],
    ['R.sql', ['R', null, '']],
    ['B3__base.sql', ['B', '3', 'base']],
    ['U2__undo.sql', ['U', '2', 'undo']],
    ['beforeMigrate.sql', ['beforeMigrate', null, '']],
    ['beforeMigrate__b_second.sql', ['beforeMigrate', null, 'b second']],
    ['beforeEachMigrateStatement__x.sql', ['beforeEachMigrateStatement', null, 'x']],
  ])('%j', (name, expected) => {
    expect(parse(name)).toEqual(expected);
  });
});

describe('versions that are none', () => {
  test.each(['10.a', '1-1', '.13', '14._1', '18.', '16 ', '1..2', 'abc', '0x1', '1e3', 'latest'])('V%s', (version) => {
    expect(parse(`V${version}__x.sql`)).toBe(
      `Invalid versioned migration name format: V${version}__x.sql (could not recognise version number ${version})`,
    );
  });
});

describe('invalid names, in the words of Flyway 12.4', () => {
  test.each([
    [
      'V__no_version.sql',
      'Invalid versioned migration name format: V__no_version.sql (It must contain a version and should look like this: V1.2__no_version.sql)',
    ],
    [
      'V.sql',
      'Invalid versioned migration name format: V.sql (It must contain a version and should look like this: V1.2__description.sql)',
    ],
    [
      'R1__x.sql',
      'Invalid repeatable migration / callback name format: R1__x.sql (It cannot contain a version and should look like this: R__x.sql)',
    ],
    [
      'README.sql',
      'Invalid repeatable migration / callback name format: README.sql (It cannot contain a version and should look like this: R__description.sql)',
    ],
    ['Backup.sql', 'Invalid versioned migration name format: Backup.sql (could not recognise version number ackup)'],
    [
      'beforeMigrate1.sql',
      'Invalid repeatable migration / callback name format: beforeMigrate1.sql (It cannot contain a version and should look like this: beforeMigrate__description.sql)',
    ],
    ['beforeVersioned.sql', 'Unrecognised migration name format: beforeVersioned.sql'],
    ['v1__a.sql', 'Unrecognised migration name format: v1__a.sql'],
    ['.sql', 'Unrecognised migration name format: .sql'],
    ['', 'Unrecognised migration name format: '],
    ['Users.sql', 'Unrecognised migration name format: Users.sql'],
    ['U__x.sql', 'Unrecognised migration name format: U__x.sql'],
    ['U1.x__y.sql', 'Invalid versioned migration name format: U1.x__y.sql (could not recognise version number 1.x)'],
  ])('%s', (name, reason) => {
    expect(parse(name)).toBe(reason);
  });
});

describe('own prefixes, separator and suffixes', () => {
  const own = { versionedPrefix: 'mig-', repeatablePrefix: 'again', separator: '--', suffixes: ['.ddl', '.psql'] };
  test.each([
    ['mig-1.1--first step.ddl', ['mig-', '1.1', 'first step']],
    ['mig-2--second.psql', ['mig-', '2', 'second']],
    ['again--view.ddl', ['again', null, 'view']],
  ])('%s', (name, expected) => {
    expect(parse(name, own)).toEqual(expected);
  });

  test('the longest prefix wins, of equal ones the versioned', () => {
    expect(parse('VU1__a.sql', { undoPrefix: 'VU' })).toEqual(['VU', '1', 'a']);
    expect(parse('V1__a.sql', { repeatablePrefix: 'V' })).toEqual(['V', '1', 'a']);
  });

  test('an empty prefix takes what no other takes', () => {
    expect(parse('1__a.sql', { versionedPrefix: '' })).toEqual(['', '1', 'a']);
    expect(parse('R__a.sql', { versionedPrefix: '' })).toEqual(['R', null, 'a']);
    expect(parse('1__a.sql', { undoPrefix: '' })).toBe('Unrecognised migration name format: 1__a.sql');
  });

  test('an empty separator leaves no version', () => {
    expect(parse('V1__a.sql', { separator: '' })).toMatch(/^Invalid versioned migration name format: V1__a\.sql/);
  });

  test('the first fitting suffix is cut off', () => {
    expect(parse('V1__a.pg.sql', { suffixes: ['.sql', '.pg.sql'] })).toEqual(['V', '1', 'a.pg']);
    expect(parse('V1__a.pg.sql', { suffixes: ['.pg.sql', '.sql'] })).toEqual(['V', '1', 'a']);
  });
});

test('the name for the placeholder loses the separator of an empty description', () => {
  const grammar = nameGrammar(settings);
  expect(parseFileName('V1__.sql', grammar)).toMatchObject({ placeholderName: 'V1.sql' });
  expect(parseFileName('V1_1__a b.SQL', grammar)).toMatchObject({ placeholderName: 'V1_1__a b.SQL' });
});

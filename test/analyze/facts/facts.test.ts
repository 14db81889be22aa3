import { describe, expect, test } from 'vitest';
import { allExtensionFacts, extensionFacts, extensionOfType, postgresFacts } from '../../../src/analyze/facts/facts.ts';

const MAJORS = [14, 15, 16, 17, 18];

describe("PostgreSQL's own objects", () => {
  test('a type', () => {
    expect(postgresFacts(18).type('varchar')).toMatchObject({
      kind: 'base',
      category: 'S',
      isCollatable: true,
      sqlName: 'character varying',
    });
    expect(postgresFacts(18).type('int4range')).toMatchObject({ kind: 'range', subtype: 'int4', multirange: 'int4multirange' });
    expect(postgresFacts(18).type('no_such')).toBeNull();
  });

  test('a cast', () => {
    expect(postgresFacts(18).cast('varchar', 'text')).toMatchObject({ method: 'binary', context: 'implicit' });
    expect(postgresFacts(18).cast('varchar', 'varchar')).toMatchObject({ method: 'function', isSimplified: true });
    expect(postgresFacts(18).cast('bpchar', 'bpchar')).toMatchObject({ method: 'function', isSimplified: false });
    expect(postgresFacts(18).cast('timestamp', 'timestamptz')).toMatchObject({ volatility: 'stable' });
    expect(postgresFacts(18).cast('bool', 'date')).toBeNull();
  });

  test('an operator, and one whose name is the separator of the lines', () => {
    expect(
      postgresFacts(18)
        .operators('+')
        .find(({ left, right }) => left === 'date' && right === 'int4')?.returns,
    ).toBe('date');
    expect(
      postgresFacts(18)
        .operators('||')
        .some(({ left, right }) => left === 'text' && right === 'text'),
    ).toBe(true);
    expect(
      postgresFacts(18)
        .operators('|')
        .some(({ left }) => left === 'int4'),
    ).toBe(true);
  });

  test('an operator class', () => {
    expect(
      postgresFacts(18)
        .operatorClasses('btree')
        .filter(({ input, isDefault }) => input === 'text' && isDefault),
    ).toEqual([{ method: 'btree', name: 'text_ops', family: 'text_ops', input: 'text', isDefault: true }]);
  });

  test.each([
    ['"char" is a string', 'char', 'S', [14]],
    ['"char" is internal', 'char', 'Z', [15, 16, 17, 18]],
  ] as const)('%s', (_, type, category, majors) => {
    expect(MAJORS.filter((major) => postgresFacts(major).type(type)?.category === category)).toEqual(majors);
  });

  test.each([
    ['uuidv7', [18]],
    ['random_normal', [16, 17, 18]],
    ['array_sample', [16, 17, 18]],
    ['casefold', [18]],
    ['gen_random_uuid', MAJORS],
  ])('%s exists in %j', (name, majors) => {
    expect(MAJORS.filter((major) => postgresFacts(major).functions(name).length > 0)).toEqual(majors);
  });

  test('every type that a line names is known', () => {
    for (const major of MAJORS) {
      const facts = postgresFacts(major);
      const isKnown = (name: string): boolean => facts.type(name) !== null || facts.type(name.replace(/^_/u, '')) !== null;
      const named = facts.functionNames().flatMap((name) => facts.functions(name).flatMap((fact) => [...fact.arguments, fact.returns]));
      expect(named.filter((name) => !isKnown(name))).toEqual([]);
    }
  });
});

describe('contrib extensions', () => {
  test('the home of a type', () => {
    expect([extensionOfType('citext', 18), extensionOfType('hstore', 14), extensionOfType('geometry', 18)]).toEqual([
      'citext',
      'hstore',
      null,
    ]);
  });

  test('what they make', () => {
    expect(extensionFacts('citext', 18)?.cast('citext', 'text')).toMatchObject({ method: 'binary', context: 'implicit' });
    expect(extensionFacts('uuid-ossp', 18)?.functions('uuid_generate_v4')[0]).toMatchObject({ volatility: 'volatile' });
    expect(extensionFacts('unaccent', 18)?.functions('unaccent')[0]).toMatchObject({ volatility: 'stable' });
    expect(extensionFacts('pg_trgm', 18)?.operatorClasses('gin')[0]).toMatchObject({ name: 'gin_trgm_ops', isDefault: false });
    expect(extensionFacts('postgis', 18)).toBeNull();
  });

  test('none is empty', () => {
    const empty = [...allExtensionFacts(18)].filter(
      ([, facts]) => facts.functionNames().length + facts.operatorClasses('gin').length === 0,
    );
    expect(empty.map(([name]) => name)).toEqual([]);
  });
});

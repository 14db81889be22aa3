import { describe, expect, test } from 'vitest';
import type { Fingerprint, FingerprintObject, ObjectDifference } from '../../src/model/fingerprint.ts';
import { compareFingerprints, isOrderOnly } from '../../src/verify/fingerprint.ts';
import { differenceInWords } from '../../src/model/difference-words.ts';

function fingerprintOf(objects: readonly FingerprintObject[], serverVersionNum: number = 150_000): Fingerprint {
  const entries = objects.map((object) => [`${object.kind} ${object.identity}`, object] as const);
  return { serverVersionNum, digest: JSON.stringify([serverVersionNum, objects]), objects: new Map(entries) };
}

function object(kind: string, identity: string, definition: string = '', parent: string | null = null): FingerprintObject {
  return { kind, identity, definition, detail: null, position: null, parent };
}

function columns(names: string): readonly FingerprintObject[] {
  return [...names].map((name, at) => ({ ...object('column', `t.${name}`, 'type text', 'table t'), position: at + 1 }));
}

describe('the order of columns', () => {
  test.each([
    ['abcde', 'abcde', ''],
    ['abcde', 'acdeb', 'b'],
    ['ab', 'ba', 'a'],
    ['abc', 'cba', 'ab'],
    ['abcde', 'abcd', ''],
    ['abcde', 'acde', ''],
    ['abc', 'abxc', ''],
    ['abcdef', 'acefbd', 'bd'],
  ])('%s and then %s: moved are %j', (before, after, moved) => {
    const differences = compareFingerprints(fingerprintOf(columns(before)), fingerprintOf(columns(after)));
    const found = differences.filter(({ change }) => change === 'moved').map(({ identity }) => identity.slice(2));
    expect(found.join('')).toBe(moved);
  });

  test('is a class of its own', () => {
    const moved = compareFingerprints(fingerprintOf(columns('abc')), fingerprintOf(columns('acb')));
    expect(isOrderOnly(moved)).toBe(true);
    expect(isOrderOnly([])).toBe(false);
    expect(isOrderOnly([...moved, { ...(moved[0] as ObjectDifference), change: 'changed' }])).toBe(false);
  });
});

test('what comes and goes with its table is not told again', () => {
  const table = object('table', 't');
  const dropped = compareFingerprints(fingerprintOf([table, ...columns('ab')]), fingerprintOf([]));
  expect(dropped.map(({ kind, change }) => `${change} ${kind}`)).toEqual(['removed table']);
  const added = compareFingerprints(fingerprintOf([]), fingerprintOf([table, ...columns('ab')]));
  expect(added.map(({ kind, change }) => `${change} ${kind}`)).toEqual(['added table']);
});

test('what only one major tells counts only between servers of one', () => {
  const plain = object('column', 't.a', 'type text\nnot null');
  const named = { ...plain, detail: 'not null constraint there' };
  expect(compareFingerprints(fingerprintOf([plain], 180_001), fingerprintOf([named], 180_004))).toHaveLength(1);
  expect(compareFingerprints(fingerprintOf([plain], 170_009), fingerprintOf([named], 180_004))).toEqual([]);
});

describe('in words', () => {
  const column = { kind: 'column', identity: 'public.orders.total' };
  test.each<[Pick<ObjectDifference, 'change' | 'before' | 'after'>, string]>([
    [{ change: 'removed', before: 'type text', after: null }, 'the column public.orders.total is missing'],
    [{ change: 'added', before: null, after: 'type text' }, 'the column public.orders.total is additional'],
    [{ change: 'moved', before: 'place 2', after: 'place 5' }, 'the column public.orders.total has moved from place 2 to place 5'],
    [
      { change: 'changed', before: 'type text\ndefault 0', after: 'type text\ndefault 1' },
      'the column public.orders.total has changed: "default 1" instead of "default 0"',
    ],
    [
      { change: 'changed', before: 'type text', after: 'type text\nnot null' },
      'the column public.orders.total has changed: now "not null"',
    ],
    [
      { change: 'changed', before: 'type text\nnot null', after: 'type text' },
      'the column public.orders.total has changed: no longer "not null"',
    ],
    [{ change: 'changed', before: 'a', after: `b\n${'c\n'.repeat(40)}d${'e'.repeat(200)}` }, 'the column public.orders.total has changed'],
  ])('%j', (difference, words) => {
    expect(differenceInWords({ ...column, ...difference })).toBe(words);
  });
});

import { expect, test } from 'vitest';
import { digestOf } from '../../src/plan/plan-id.ts';

test('the digest is that of RFC 8785: keys in order, no blanks, numbers as ECMAScript writes them', () => {
  // echo -n '{"a":"é","b":[1,true,null]}' | sha256sum
  expect(digestOf({ b: [1, true, null], a: 'é' })).toBe(digestOf({ a: 'é', b: [1, true, null] }));
  expect(digestOf({})).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

test('what has no JSON form has no digest', () => {
  expect(() => digestOf(undefined)).toThrow();
  expect(() => digestOf(Number.NaN)).toThrow();
});

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { MUTATIONS } from '../support/mutations/mutations.ts';
import { Ways } from '../support/mutations/ways.ts';
import { WAYS_LEFT } from '../support/mutations/ways-left.ts';
import { serverMajor } from '../support/test-database.ts';

// Some of them; test/support/mutations/judge-ways.ts tries all.
const EACH = 12;
const CHANGES = MUTATIONS.filter(({ name, setup }, index) => index % EACH === 0 && WAYS_LEFT[name] === undefined && setup === undefined);

let ways: Ways;
let major: number;

beforeAll(async () => {
  major = await serverMajor();
  ways = await Ways.create(inject('databaseUrl'));
});

afterAll(() => ways[Symbol.asyncDispose]());

test.each(CHANGES)('there and back: $name', async (mutation) => {
  if ((mutation.since ?? 0) > major) return;
  expect(await ways.try(mutation)).toEqual({ there: null, back: null });
});

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { MutatedDatabase, shownDifference } from '../support/mutations/mutated-database.ts';
import { MUTATIONS } from '../support/mutations/mutations.ts';
import { serverMajor } from '../support/test-database.ts';

// Here the fingerprint is judged by what the list says; test/support/mutations/judge.ts judges it by pg_dump.
let database: MutatedDatabase<null>;
let major: number;

beforeAll(async () => {
  major = await serverMajor();
  database = await MutatedDatabase.create(inject('databaseUrl'), () => Promise.resolve(null));
});

afterAll(() => database[Symbol.asyncDispose]());

test.each(MUTATIONS)('$name', async (mutation) => {
  if ((mutation.since ?? 0) > major) return;
  const { differences, isUndone } = await database.try(mutation);
  expect(differences.map(shownDifference)).toEqual(mutation.differences);
  expect(isUndone).toBe(true);
});

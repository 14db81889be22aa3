import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readSchemaImage } from '../../src/verify/copy/schema-image.ts';
import { withCopy, type CopiedDatabase } from '../support/copies/copied-database.ts';
import { withSession } from '../support/with-session.ts';
import { COPY_CASES } from '../support/copies/copy-cases.ts';
import { MutatedDatabase } from '../support/mutations/mutated-database.ts';
import type { Mutation } from '../support/mutations/mutation.ts';
import { createTestDatabase, serverMajor } from '../support/test-database.ts';

// Here the fingerprint judges copies of schemas; test/support/copies/judge.ts judges more of them by pg_dump.
let database: MutatedDatabase<readonly [gaps: readonly string[], leftOut: readonly string[]]>;

beforeAll(async () => {
  database = await MutatedDatabase.create(inject('databaseUrl'), (url) => withCopy(url, (copy) => Promise.resolve(told(copy))));
});

afterAll(() => database[Symbol.asyncDispose]());

test('objects of each kind, and those that are hard to copy, are in a copy as they are in the original', async () => {
  const major = await serverMajor();
  const change = COPY_CASES.filter(({ since = 0 }) => since <= major).map(({ sql }) => sql);
  const [base, changed] = (await database.try(changeOf('copied', change))).dumps;
  const leftOut = ['user mapping for fingerprint_reader server away: values of its options, which may be secrets'];
  expect(base).toEqual([[], leftOut]);
  expect(changed).toEqual([[], leftOut]);
});

test('what cannot be made is told, and so is what needs it; all else is copied', async () => {
  const change = [
    'ALTER EXTENSION citext ADD FUNCTION app.twice(integer)',
    'CREATE VIEW app.twofold AS SELECT app.twice(1)',
    'CREATE VIEW app.further AS TABLE app.twofold',
    'CREATE TABLE app.of_rows (row app.further)',
    "COMMENT ON VIEW app.further IS 'x'",
  ];
  const [, [gaps]] = (await database.try(changeOf('joins an extension', change))).dumps;
  expect(gaps).toEqual([
    'view app.twofold: function app.twice(integer) does not exist',
    'view app.further: it needs the view app.twofold, which the copy lacks',
    'table app.of_rows: it needs the view app.further, which the copy lacks',
  ]);
});

test('sequences go on, and the planner knows of columns what it knew, without values of theirs', async () => {
  await using original = await createTestDatabase();
  await original.query(`CREATE TABLE people (id bigserial, name text); INSERT INTO people (name) SELECT NULLIF('n' || i % 4, 'n0') FROM generate_series(1, 100) i;
    CREATE SEQUENCE unused; SELECT setval('people_id_seq', 9007199254740993); ANALYZE people`);
  const seen = await withCopy(original.url, ({ url, gaps }) =>
    withSession(url, async (session) => {
      const [statistics, next] = await session.query(
        "SELECT null_frac, n_distinct, most_common_vals FROM pg_stats WHERE attname = 'name' AND tablename = 'people'; SELECT nextval('people_id_seq'), nextval('unused')",
      );
      return { gaps, rows: [statistics?.rows, next?.rows] };
    }),
  );
  expect(seen).toEqual({ gaps: [], rows: [[['0.25', '3', null]], [['9007199254740994', '1']]] });
});

test('what somebody has locked is not waited for, and the session can go on', async () => {
  await using original = await createTestDatabase();
  await original.query('CREATE TABLE locked (id int CHECK (id > 0))');
  const other = await original.connect();
  await other.query('BEGIN; LOCK TABLE locked');
  await withSession(original.url, async (session) => {
    const image = readSchemaImage(session, { hasRoles: true, lockTimeoutMs: 50 });
    await expect(image).rejects.toThrow('another session has locked a part of it for longer than 50 ms');
    await other.query('ROLLBACK');
    expect((await readSchemaImage(session, { hasRoles: true })).schema.objects.has('table public.locked')).toBe(true);
    await expect(session.query('CREATE TABLE written (id int)')).resolves.toBeDefined();
  });
});

function changeOf(name: string, change: readonly string[]): Mutation {
  return { name, setup: [], change, undo: null, differences: [] };
}

function told({ gaps, leftOut }: CopiedDatabase): readonly [readonly string[], readonly string[]] {
  return [gaps.map(({ message }) => message), leftOut.map(({ message }) => message)];
}

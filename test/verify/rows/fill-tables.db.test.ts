import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTableContents } from '../../../src/postgres/read-table-contents.ts';
import { fillTables, type FillOptions, type FillReport } from '../../../src/verify/rows/fill-tables.ts';
import { readTableFacts } from '../../../src/verify/rows/table-facts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { withSession } from '../../support/with-session.ts';

const HARD = readFileSync(fileURLToPath(new URL('hard-tables.sql', import.meta.url)), 'utf8');
const WANTED = 20;

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await Promise.all([first.query(HARD), second.query(HARD)]);
});

afterAll(() => Promise.all([first.drop(), second.drop()]));

async function fillAll(target: TestDatabase, options: FillOptions): Promise<FillReport> {
  return withSession(target.url, async (session) => {
    const facts = await readTableFacts(session, null);
    return fillTables(session, new Map([...facts.tables.values()].map(({ identity }) => [identity, WANTED])), { facts, ...options });
  });
}

// Made again, a foreign key is checked against the rows that are there.
const CHECK_FOREIGN_KEYS = `DO $$ DECLARE k record; BEGIN
  FOR k IN SELECT conrelid::regclass AS owner, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
             FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %s, ADD CONSTRAINT %s %s', k.owner, k.name, k.name, k.definition);
  END LOOP; END $$`;

test('every table that can have rows gets them, with every constraint met and no trigger run', async () => {
  const { rows, unfilled } = await fillAll(first, {});
  expect(unfilled).toEqual([{ table: 'public.impossible', reason: 'no values were found that meet ((b > 5) AND (b < 3))' }]);
  expect([...rows].filter(([, count]) => count !== WANTED)).toEqual([]);
  await first.query(CHECK_FOREIGN_KEYS);
});

test('the same tables get the same rows', async () => {
  await fillAll(second, {});
  const contents = async (target: TestDatabase) =>
    Object.fromEntries(
      await withSession(target.url, (session) => readTableContents(session, { withoutSchemas: [], withoutRelations: [] })),
    );
  const [one, other] = await Promise.all([contents(first), contents(second)]);
  expect(other).toEqual(one);
});

test('a table whose trigger refuses the rows is named, and its neighbours are filled', async () => {
  const { rows, unfilled } = await fillAll(second, { triggers: 'fire', first: 500 });
  expect(unfilled).toContainEqual({ table: 'public.triggered', reason: 'not wanted' });
  expect(rows.get('public.order_items')).toBe(WANTED);
});

test('sequences go on behind the rows', async () => {
  const next = 'INSERT INTO strict_tree (parent) VALUES (1); INSERT INTO seeded (name) VALUES (NULL) RETURNING id';
  expect((await first.query<{ id: number }>(next)).map(({ id }) => id > WANTED)).toEqual([true]);
});

test('rows with other numbers come beside those that are there', async () => {
  const { rows } = await withSession(first.url, (session) =>
    fillTables(session, new Map([['public.order_items', 3]]), { first: 1000, triggers: 'fire' }),
  );
  expect([...rows]).toEqual([['public.order_items', 3]]);
});

test('rows that are there keep the NULLs that they have', async () => {
  await first.query('CREATE TABLE bush (id int PRIMARY KEY, parent int REFERENCES bush); INSERT INTO bush SELECT generate_series(1, 6)');
  await withSession(first.url, (session) => fillTables(session, new Map([['public.bush', 2]]), { first: 907 }));
  const rows = await first.query('SELECT count(*)::int AS rows, count(parent)::int AS parents FROM bush WHERE id <= 6');
  expect(rows).toEqual([{ rows: 6, parents: 0 }]);
});

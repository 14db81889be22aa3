import { beforeAll, expect, test } from 'vitest';
import type { ComparedQuery } from '../../../src/model/query-plan.ts';
import { Session, type PgClient } from '../../../src/postgres/session.ts';
import { definitionDiff } from '../../../src/report/definition-diff.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { applicationQuery } from '../../../src/verify/queries/application-query.ts';
import { compareExplanations } from '../../../src/verify/queries/compare-explanations.ts';
import { explain } from '../../../src/verify/queries/explain.ts';
import { queriesOfFile } from '../../../src/verify/queries/read-queries.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const SETUP = `
  CREATE TABLE orders (id bigint PRIMARY KEY, code text, note text, total numeric);
  CREATE INDEX orders_code ON orders (code);
  CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
  CREATE INDEX items_order ON items (order_id);`;

let database: TestDatabase;
let session: Session;

beforeAll(async () => {
  await loadParser();
  database = await createTestDatabase();
  await database.query(SETUP);
  session = Session.adopt((await database.connect()) as unknown as PgClient);
  const [version] = await session.query('SHOW server_version');
  session.noteParameter('server_version', version?.rows[0]?.[0] ?? '');
  return () => database.drop();
});

/** Explains a query, changes the schema in a transaction, explains it again, and takes the change back. */
async function compared(text: string, change: string, rows: number | null = 1_000_000): Promise<ComparedQuery> {
  const query = applicationQuery({ number: 7, query: text, source: 'file', calls: null, totalMs: null });
  if ('problem' in query) throw new Error(query.problem);
  const before = await explain(session, query, []);
  await session.query(change);
  const after = await explain(session, query, []);
  await session.query(`DROP TABLE IF EXISTS orders, items CASCADE; ${SETUP}`);
  return compareExplanations({ query, before, after, since: 'V2__x.sql', isRealistic: false }, () => rows, definitionDiff);
}

test.each([
  ['SELECT * FROM orders WHERE code = $1', 'ALTER TABLE orders ADD COLUMN extra int', 'same', [], []],
  [
    'SELECT id FROM orders WHERE code = $1 LIMIT $2',
    'DROP INDEX orders_code',
    'changed',
    [/^orders: .*Scan using orders_code becomes Seq Scan$/u],
    [
      /^query 7 after V2__x\.sql has to read all of orders \(1,000,000 rows on the target\); before, .* using orders_code led to its rows$/u,
    ],
  ],
  ["SELECT * FROM orders WHERE code = 'a' -- a comment", 'DROP INDEX orders_code', 'changed', [/becomes Seq Scan$/u], [/has to read all/u]],
  [
    'SELECT id, note FROM orders WHERE id = $1',
    'ALTER TABLE orders DROP COLUMN note',
    'broken',
    [],
    [/^query 7 fails after V2__x\.sql: column "note" does not exist$/u],
  ],
  [
    'UPDATE orders SET total = total + $2 WHERE id = $1',
    'ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE',
    'changed',
    [/becomes Seq Scan$/u],
    [/has to read all of orders/u],
  ],
  ['DELETE FROM items WHERE order_id = $1', 'DROP TABLE items', 'broken', [], [/relation "items" does not exist/u]],
  [
    'SELECT count(*) FROM orders WHERE total > $1',
    'CREATE INDEX orders_total ON orders (total)',
    'changed',
    [/Seq Scan becomes .*using orders_total/u],
    [],
  ],
  ['SELECT * FROM orders ORDER BY total', 'DROP INDEX orders_code', 'same', [], []],
  ['SELECT extra FROM orders', 'ALTER TABLE orders ADD COLUMN extra int', 'repaired', [], []],
  ['SELECT * FROM nowhere', 'DROP INDEX orders_code', 'unexplained', [], []],
  ['INSERT INTO orders (id, code) VALUES ($1, $2)', 'ALTER TABLE orders ADD COLUMN extra int', 'same', [], []],
] as const)('%s, %s: %s', async (text, change, outcome, changes, findings) => {
  const found = await compared(text, change);
  expect(found.outcome).toBe(outcome);
  expect(found.changes).toEqual(changes.map((words) => expect.stringMatching(words) as string));
  expect(found.findings.map(({ message }) => message)).toEqual(findings.map((words) => expect.stringMatching(words) as string));
  expect(found.diff.length > 0).toBe(outcome === 'changed');
});

test('a table that is small on the target may be read as a whole; one of unknown size may not', async () => {
  const query = 'SELECT * FROM orders WHERE code = $1';
  expect((await compared(query, 'DROP INDEX orders_code', 500)).findings).toEqual([]);
  const [unknown] = (await compared(query, 'DROP INDEX orders_code', null)).findings;
  expect(unknown?.message).toContain('(of unknown size on the target)');
});

test('an error leaves neither a transaction nor a prepared statement behind', async () => {
  await compared('SELECT nothing FROM orders WHERE id = $1', 'SELECT 1');
  const [left] = await session.query('SELECT (SELECT count(*) FROM pg_prepared_statements), txid_current_if_assigned()');
  expect(left?.rows).toEqual([['0', null]]);
});

test('a file of queries: what has no plan is left out and said', () => {
  const { queries, leftOut } = queriesOfFile(
    Buffer.from('-- the list\nSELECT * FROM a JOIN app.b USING (id) WHERE c = $2;\nSET work_mem = 1;\nSELEKT 1;\n'),
    'q.sql',
  );
  expect(queries).toEqual([expect.objectContaining({ number: 1, parameters: 2, relations: new Set(['a', 'b']) })]);
  expect(leftOut).toEqual([
    'query 2 (SET work_mem = 1): it is no query, so that it has no plan',
    expect.stringMatching(/^query 3 \(SELEKT 1\): .*syntax error/u),
  ]);
});

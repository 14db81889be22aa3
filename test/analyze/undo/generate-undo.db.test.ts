import { beforeAll, describe, expect, test } from 'vitest';
import { interpretNode } from '../../../src/analyze/interpret/interpret.ts';
import { Interpretation } from '../../../src/analyze/interpret/interpretation.ts';
import { generatedUndo, prepareInverse } from '../../../src/analyze/undo/generate-undo.ts';
import type { PlannedUndo } from '../../../src/model/plan.ts';
import { worldFromCatalog } from '../../../src/analyze/world/from-catalog.ts';
import { readCatalog } from '../../../src/postgres/read-catalog.ts';
import { Session, type PgClient } from '../../../src/postgres/session.ts';
import { loadDeparser } from '../../../src/syntax/deparse.ts';
import { loadParser, parseSql } from '../../../src/syntax/parse.ts';
import { databaseSnapshot } from '../../support/database-snapshot.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

beforeAll(async () => {
  await loadParser();
  await loadDeparser();
});

const SETUP = `
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(100) NOT NULL, note text DEFAULT 'none', score int, CONSTRAINT score_positive CHECK (score > 0));
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES customers (id) ON DELETE CASCADE, total numeric(10,2));
CREATE INDEX orders_customer ON orders (customer_id DESC) WHERE total > 0;
CREATE UNIQUE INDEX customers_mail ON customers (lower(email));
CREATE VIEW big_orders AS SELECT id, total FROM orders WHERE total > 100;
CREATE FUNCTION two(a int) RETURNS int LANGUAGE sql AS 'SELECT 2 * a';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parted_new (id int, at date);
CREATE SCHEMA archive;
CREATE TYPE feeling AS ENUM ('good', 'so so');
CREATE TABLE feelings (id int PRIMARY KEY, now feeling NOT NULL DEFAULT 'good', past feeling[]);
CREATE INDEX feelings_good ON feelings (id) WHERE now = 'good';
CREATE TRIGGER feelings_touch BEFORE UPDATE OF now ON feelings FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO feelings VALUES (1, 'so so', '{good,good}');
INSERT INTO customers VALUES (1, 'a@example.com', 'x', 1), (2, 'b@example.com', NULL, 2);
INSERT INTO orders (customer_id, total) VALUES (1, 10), (2, 200);`;

/** Statements that the generated undo takes back wholly: same objects, same rows. */
const EXACT = [
  'CREATE TABLE invoices (id int PRIMARY KEY, order_id bigint REFERENCES orders (id))',
  'CREATE TABLE copy AS SELECT * FROM customers',
  'SELECT id INTO chosen FROM customers',
  'CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM orders',
  "ALTER TABLE orders ADD COLUMN priority VARCHAR(20) DEFAULT 'normal'",
  'ALTER TABLE orders ADD COLUMN a int, ADD COLUMN b int CHECK (b > 0), ADD COLUMN "Mixed Case" text',
  'ALTER TABLE orders ADD COLUMN IF NOT EXISTS total int',
  'ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0)',
  'ALTER TABLE orders ADD UNIQUE (total)',
  'ALTER TABLE customers ADD CONSTRAINT mail_unique UNIQUE (email)',
  'ALTER TABLE customers DROP CONSTRAINT score_positive',
  'ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey',
  "ALTER TABLE customers ALTER COLUMN note SET DEFAULT 'other'",
  'ALTER TABLE customers ALTER COLUMN note DROP DEFAULT',
  'ALTER TABLE customers ALTER COLUMN score SET DEFAULT 1',
  'ALTER TABLE customers ALTER COLUMN score SET NOT NULL',
  'ALTER TABLE customers ALTER COLUMN email DROP NOT NULL',
  'ALTER TABLE customers ALTER COLUMN email DROP NOT NULL, ALTER COLUMN score SET NOT NULL, ADD COLUMN extra int',
  'ALTER TABLE customers ALTER COLUMN score TYPE bigint',
  'ALTER TABLE customers RENAME TO clients',
  'ALTER TABLE customers RENAME COLUMN email TO mail',
  'ALTER TABLE customers RENAME CONSTRAINT score_positive TO positive',
  'ALTER INDEX customers_mail RENAME TO mail_index',
  'ALTER VIEW big_orders RENAME TO large_orders',
  'ALTER TABLE customers ENABLE ROW LEVEL SECURITY',
  'ALTER TABLE customers SET (fillfactor = 70)',
  'ALTER TABLE orders DISABLE TRIGGER orders_touch',
  'ALTER TABLE parted_new SET UNLOGGED',
  'ALTER TABLE parted ATTACH PARTITION parted_new DEFAULT',
  'CREATE INDEX ON orders (total)',
  'CREATE INDEX IF NOT EXISTS orders_customer ON orders (customer_id)',
  'DROP INDEX orders_customer',
  'DROP INDEX customers_mail',
  'CREATE VIEW all_orders AS SELECT * FROM orders',
  'CREATE OR REPLACE VIEW big_orders AS SELECT id, total FROM orders WHERE total > 1000',
  'DROP VIEW big_orders',
  'DROP FUNCTION two(int)',
  "CREATE FUNCTION three(a int, OUT b int) LANGUAGE sql AS 'SELECT 3 * a'",
  "CREATE OR REPLACE FUNCTION two(a int) RETURNS int LANGUAGE sql AS 'SELECT 20 * a'",
  "CREATE TYPE mood AS ENUM ('sad', 'happy')",
  'CREATE TYPE pair AS (a int, b text)',
  'CREATE DOMAIN positive AS int CHECK (VALUE > 0)',
  'CREATE SEQUENCE numbers',
  'CREATE TRIGGER more BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()',
  'CREATE POLICY own ON customers USING (true)',
  'CREATE STATISTICS stx ON id, score FROM customers',
  'CREATE SCHEMA reporting CREATE TABLE daily (d date)',
  'ALTER TABLE parted_new SET SCHEMA archive',
  'ANALYZE customers',
  'SELECT count(*) FROM customers',
] as const;

/** Scripts whose undo takes back wholly what their statements did together. */
const SCRIPTS = [
  [
    'what a script made and dropped itself',
    'CREATE FUNCTION three() RETURNS int LANGUAGE sql AS $$ SELECT 3 $$; DROP FUNCTION three(); CREATE TABLE t (); DROP TABLE t',
  ],
  [
    'rows of its own tables and columns',
    'CREATE TABLE a (id int); INSERT INTO a SELECT 1; DELETE FROM a; ALTER TABLE customers ADD COLUMN c int; UPDATE customers SET c = 1',
  ],
  ['rows with a literal key', "INSERT INTO customers (id, email) VALUES (7, 'c'), (8, 'd')"],
  [
    'a circle of foreign keys',
    'CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b',
  ],
  [
    'an index whose column has another name by then',
    'ALTER TABLE orders RENAME COLUMN customer_id TO buyer; ALTER TABLE orders ADD COLUMN customer_id int; DROP INDEX orders_customer',
  ],
  ['a trigger', 'DROP TRIGGER orders_touch ON orders'],
  ['a function with the triggers that CASCADE takes along', 'DROP FUNCTION touch() CASCADE'],
  ['statements of a DO block', "DO $$ BEGIN ALTER TABLE customers ADD COLUMN c int; EXECUTE 'CREATE TABLE d (id int)'; END $$"],
  ['a comment on what it made', "CREATE TABLE a (id int); COMMENT ON TABLE a IS 'x'; COMMENT ON COLUMN a.id IS 'y'"],
  [
    'an index whose condition holds a value of the type that changes',
    'ALTER TABLE customers DROP CONSTRAINT score_positive; CREATE INDEX s ON customers (score) WHERE score > 1; ALTER TABLE customers ALTER COLUMN score TYPE bigint',
  ],
  [
    'a value of an enum, with an index and a trigger that look at it',
    "ALTER TYPE feeling ADD VALUE 'bad'; ALTER TABLE feelings ADD COLUMN more feeling",
  ],
  ['a renamed value of an enum', "ALTER TYPE feeling RENAME VALUE 'good' TO 'fine'"],
] as const;

/** Statements that take something away for good: the undo says what. */
const LOSING = [
  ['DROP TABLE orders CASCADE', /table orders/u],
  ['ALTER TABLE orders DROP COLUMN total CASCADE', /view public\.big_orders/u],
  ['ALTER TABLE customers DROP COLUMN note', /values of column note/u],
  ['ALTER TABLE customers ALTER COLUMN score TYPE real', /values of score/u],
  ['UPDATE customers SET score = 9', /former values/u],
  ['DELETE FROM orders', /deleted rows/u],
  ['TRUNCATE orders', /rows/u],
  ["INSERT INTO customers SELECT 9 + id, 'c' || id FROM orders", /inserted/u],
  ["COMMENT ON TABLE orders IS 'x'", /comment/u],
  ['DO $$ BEGIN UPDATE customers SET score = 9; END $$', /DO block/u],
  ["INSERT INTO customers VALUES (1, 'a@example.com') ON CONFLICT DO NOTHING", /inserted/u],
] as const;

async function undoOf(database: TestDatabase, script: string): Promise<PlannedUndo> {
  const client = await database.connect();
  const world = worldFromCatalog(await readCatalog(Session.adopt(client as unknown as PgClient)));
  world.isInBatch = true;
  const context = new Interpretation(world);
  const origin = { firstId: world.nextId };
  const inverses = (parseSql(script).stmts ?? []).flatMap(({ stmt: node }, index) => {
    if (node === undefined) return [];
    const inverter = prepareInverse(node, world, origin);
    const effects = context.statement(() => interpretNode(context, node));
    expect(effects.filter(({ kind }) => kind === 'error')).toEqual([]);
    return [{ statement: index + 1, ...inverter(effects) }];
  });
  await client.query(script);
  return generatedUndo(inverses);
}

describe('the generated undo brings everything back', () => {
  test.each(EXACT)('%s', async (sql) => {
    await using database = await createTestDatabase();
    await database.query(SETUP);
    const before = await databaseSnapshot(database);
    const undo = await undoOf(database, sql);
    expect(undo.irreversible).toEqual([]);
    if (undo.sql !== '') await database.query(undo.sql ?? '');
    expect(await databaseSnapshot(database)).toEqual(before);
  });
});

test.each(SCRIPTS)('%s: taken back', async (_what, script) => {
  await using database = await createTestDatabase();
  await database.query(SETUP);
  const before = await databaseSnapshot(database);
  const undo = await undoOf(database, script);
  expect(undo.irreversible).toEqual([]);
  if (undo.sql !== '') await database.query(undo.sql ?? '');
  expect(await databaseSnapshot(database)).toEqual(before);
});

test.each(LOSING)('%s: the undo says what is lost', async (sql, lost) => {
  await using database = await createTestDatabase();
  await database.query(SETUP);
  const undo = await undoOf(database, sql);
  expect(undo.irreversible.map(({ reason }) => reason).join('; ')).toMatch(lost);
  // What it does bring back must run.
  if (undo.sql !== '') await database.query(undo.sql ?? '');
});

test("AutoDB's example", async () => {
  await using database = await createTestDatabase();
  await database.query(SETUP);
  const undo = await undoOf(database, "ALTER TABLE orders ADD COLUMN priority VARCHAR(20) DEFAULT 'normal'");
  expect(undo.sql).toBe('ALTER TABLE orders DROP COLUMN priority;\n');
});

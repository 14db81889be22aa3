import { beforeAll, expect, test } from 'vitest';
import { BatchAnalysis } from '../../../src/analyze/analyze-batch.ts';
import type { PolicySettings } from '../../../src/analyze/rule.ts';
import { worldFromCatalog } from '../../../src/analyze/world/from-catalog.ts';
import type { ObservedStatement } from '../../../src/model/observation.ts';
import type { PlannedStatement } from '../../../src/model/plan.ts';
import { readCatalog } from '../../../src/postgres/read-catalog.ts';
import { Session, type PgClient } from '../../../src/postgres/session.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { splitStatements, type Statement } from '../../../src/syntax/split.ts';
import { compareWithPlan } from '../../../src/verify/observe/compare-with-plan.ts';
import { OutsideObserver } from '../../../src/verify/observe/outside-observer.ts';
import { TransactionObserver } from '../../../src/verify/observe/transaction-observer.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const SETUP = `
  CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, code varchar(10));
  CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, total numeric(10,2), note text);
  CREATE TABLE todo (statement text);
  CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;
  INSERT INTO customers SELECT g, 'name ' || g, g FROM generate_series(1, 3000) g;
  INSERT INTO orders (customer_id, total, note) SELECT g, g, 'note ' || g FROM generate_series(1, 3000) g;
  INSERT INTO todo VALUES ('ALTER TABLE orders ALTER COLUMN note TYPE varchar(99)');
  REFRESH MATERIALIZED VIEW totals;
  ANALYZE customers, orders, totals;`;

const NO_RULES: PolicySettings = {
  rules: [],
  maxMigrationBytes: null,
  maxStatements: null,
  maxIndexesPerTable: null,
  maxIndexColumns: null,
  namePatterns: new Map(),
  enabledRules: new Set(),
  disabledRules: new Set(),
};

let database: TestDatabase;
let session: Session;

beforeAll(async () => {
  await loadParser();
  database = await createTestDatabase();
  await database.query(SETUP);
  session = await newSession();
  return () => database.drop();
});

async function newSession(): Promise<Session> {
  const opened = Session.adopt((await database.connect()) as unknown as PgClient);
  const [version] = await opened.query('SHOW server_version');
  opened.noteParameter('server_version', version?.rows[0]?.[0] ?? '');
  return opened;
}

/** Observes statements in a transaction that is rolled back, beside what the plan says of them. */
async function observed(sql: string): Promise<readonly ObservedStatement[]> {
  const statements = [...splitStatements(Buffer.from(sql))];
  const planned = await plan(statements, true);
  await session.query('BEGIN');
  const observer = await TransactionObserver.begin(session);
  try {
    for (const statement of statements) {
      await observer.before();
      await session.query(statement.sql);
      await observer.after(statement);
    }
  } finally {
    await session.send('ROLLBACK');
  }
  return compareWithPlan('V1.sql', observer.seen, planned);
}

/** What the analysis says of statements on the database as it is. */
async function plan(statements: readonly Statement[], isTransactional: boolean): Promise<readonly PlannedStatement[]> {
  const world = worldFromCatalog(await readCatalog(session));
  const bytes = Buffer.from(statements.map(({ sql }) => sql).join(';\n'));
  const { script } = new BatchAnalysis(world, { policy: NO_RULES, today: '2026-01-01' }).script({
    kind: 'versioned',
    version: '1',
    description: '',
    script: 'V1.sql',
    file: 'V1.sql',
    checksum: null,
    fileBytes: bytes,
    bytes,
    toFileOffset: (offset) => offset,
    statements: splitStatements(bytes),
    isTransactional,
    isOutOfOrder: false,
    hasUndo: true,
  });
  return script.statements;
}

/** `orders ACCESS EXCLUSIVE | rewrites orders | reads orders | builds orders_pkey`, tables' locks only. */
function brief({ locks, rewritten, scanned, indexesBuilt }: ObservedStatement): string {
  const tables = locks
    .filter(({ kind }) => kind === 'table' || kind === 'materialized-view')
    .map(({ relation, mode }) => `${relation} ${mode}`);
  return [
    tables.toSorted().join(', '),
    ...(rewritten.length > 0 ? [`rewrites ${rewritten.join(', ')}`] : []),
    ...(scanned.length > 0 ? [`reads ${scanned.toSorted().join(', ')}`] : []),
    ...(indexesBuilt.length > 0 ? [`builds ${indexesBuilt.toSorted().join(', ')}`] : []),
  ].join(' | ');
}

test.each([
  ['ALTER TABLE orders ADD COLUMN extra int', 'orders ACCESS EXCLUSIVE'],
  [
    'ALTER TABLE orders ADD COLUMN extra uuid DEFAULT gen_random_uuid()',
    'orders ACCESS EXCLUSIVE | rewrites orders | reads orders | builds orders_pkey',
  ],
  ['ALTER TABLE orders ALTER COLUMN note SET NOT NULL', 'orders ACCESS EXCLUSIVE | reads orders'],
  ['ALTER TABLE orders ALTER COLUMN id TYPE numeric', 'orders ACCESS EXCLUSIVE | rewrites orders | reads orders | builds orders_pkey'],
  ['ALTER TABLE customers ALTER COLUMN code TYPE varchar(20)', 'customers ACCESS EXCLUSIVE'],
  [
    'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id)',
    'customers SHARE ROW EXCLUSIVE, orders SHARE ROW EXCLUSIVE | reads customers, orders',
  ],
  [
    'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID',
    'customers SHARE ROW EXCLUSIVE, orders SHARE ROW EXCLUSIVE',
  ],
  ['CREATE INDEX orders_note ON orders (note)', 'orders SHARE | reads orders | builds orders_note'],
  ['CREATE TABLE other (id int PRIMARY KEY)', ''],
  ['TRUNCATE orders', 'orders ACCESS EXCLUSIVE'],
  ['DROP TABLE customers', 'customers ACCESS EXCLUSIVE'],
  ['UPDATE orders SET note = NULL WHERE id = 7', 'orders ROW EXCLUSIVE'],
  ['UPDATE orders SET note = NULL', 'orders ROW EXCLUSIVE | reads orders'],
  ['REFRESH MATERIALIZED VIEW totals', 'orders ACCESS SHARE, totals ACCESS EXCLUSIVE | rewrites totals | reads orders'],
  ['ALTER TABLE orders RENAME TO purchases', 'orders ACCESS EXCLUSIVE'],
  ['ALTER TABLE orders SET (fillfactor = 80)', 'orders SHARE UPDATE EXCLUSIVE'],
])('%s: what it does is seen, and was predicted', async (sql, expected) => {
  const [statement] = await observed(sql);
  expect(statement === undefined ? null : brief(statement)).toBe(expected);
  expect(statement?.surprises).toEqual([]);
});

test('each statement of a transaction tells what is new; a relation that it has renamed is still the same one', async () => {
  const statements = await observed(`
    ALTER TABLE orders ADD COLUMN extra int;
    ALTER TABLE orders RENAME TO purchases;
    ALTER TABLE purchases ALTER COLUMN note SET NOT NULL;
    CREATE INDEX purchases_note ON purchases (note);`);
  expect(statements.map(brief)).toEqual([
    'orders ACCESS EXCLUSIVE',
    '',
    ' | reads purchases',
    ' | reads purchases | builds purchases_note',
  ]);
  expect(statements.map(({ number, line, command }) => `${number} ${line} ${command}`)).toEqual([
    '1 2 ALTER TABLE',
    '2 3 ALTER TABLE',
    '3 4 ALTER TABLE',
    '4 5 CREATE INDEX',
  ]);
  expect(statements.flatMap(({ surprises }) => surprises)).toEqual([]);
  expect(statements[3]?.sizeChangeBytes).toBeGreaterThan(50_000);
});

test('a table that the script has emptied is no work any more, one that it fills again is', async () => {
  const statements = await observed(`
    TRUNCATE orders;
    ALTER TABLE orders ALTER COLUMN id TYPE numeric;
    INSERT INTO orders (id, customer_id) SELECT g, g FROM generate_series(1, 3000) g;
    ALTER TABLE orders ALTER COLUMN note TYPE varchar(50);`);
  expect(statements.map(brief)).toEqual(['orders ACCESS EXCLUSIVE', '', '', ' | rewrites orders | reads orders | builds orders_pkey']);
  expect(statements.slice(0, 3).flatMap(({ surprises }) => surprises)).toEqual([]);
});

test('what no text and no catalog tells is a surprise', async () => {
  const [statement] = await observed('DO $$ DECLARE s text; BEGIN FOR s IN SELECT statement FROM todo LOOP EXECUTE s; END LOOP; END $$');
  expect(statement?.surprises).toEqual([
    'predicted no lock on orders, took ACCESS EXCLUSIVE',
    'predicted no rewrite of orders, it was rewritten',
  ]);
});

test('a plan that says too much or too little is told, in both directions', async () => {
  await session.query('BEGIN');
  const observer = await TransactionObserver.begin(session);
  const [statement] = [...splitStatements(Buffer.from('ALTER TABLE orders SET (fillfactor = 80)'))];
  if (statement === undefined) throw new Error('nothing was split');
  await observer.before();
  await session.query(statement.sql);
  await observer.after(statement);
  await session.send('ROLLBACK');
  const other = await plan([...splitStatements(Buffer.from('ALTER TABLE orders ALTER COLUMN id TYPE numeric'))], true);
  expect(compareWithPlan('V1.sql', observer.seen, other)[0]?.surprises).toEqual([
    'predicted ACCESS EXCLUSIVE on orders, took SHARE UPDATE EXCLUSIVE',
    'predicted a rewrite of orders, it was not rewritten',
  ]);
});

test('outside of a transaction files and indexes are seen by the catalog, and the locks of one that has to wait by asking', async () => {
  const [catalog, locks, blocker] = [await newSession(), await newSession(), await database.connect()];
  const statements = [
    ...splitStatements(Buffer.from('CREATE INDEX CONCURRENTLY orders_total ON orders (total);\nREINDEX INDEX orders_pkey')),
  ];
  const plans = await plan(statements, false);
  const observer = await OutsideObserver.begin({ catalog, locks }, session.backendPid);
  // Whoever has written to the table keeps CREATE INDEX CONCURRENTLY waiting, with its own lock held.
  await blocker.query('BEGIN; LOCK TABLE orders IN ROW EXCLUSIVE MODE');
  for (const [index, statement] of statements.entries()) {
    await observer.before();
    const done = session.query(statement.sql);
    if (index === 0) {
      await expect
        .poll(async () => (await database.query(`SELECT 1 FROM pg_locks WHERE pid = ${session.backendPid} AND NOT granted`)).length)
        .toBeGreaterThan(0);
      await blocker.query('COMMIT');
    }
    await done;
    await observer.after(statement);
  }
  const [made, rebuilt] = compareWithPlan('V1.sql', observer.seen, plans);
  expect(made).toMatchObject({ witness: 'sampled', indexesBuilt: ['orders_total'], scanned: ['orders'], surprises: [] });
  expect(made?.locks).toContainEqual({
    relation: 'orders',
    kind: 'table',
    mode: 'SHARE UPDATE EXCLUSIVE',
    predicted: 'SHARE UPDATE EXCLUSIVE',
  });
  expect(rebuilt).toMatchObject({ indexesBuilt: ['orders_pkey'], scanned: ['orders'] });
});

import type pg from 'pg';
import { expect, test } from 'vitest';
import { createLiveBench, failureOf, type LiveBench } from './live-bench.ts';

const ORDERS =
  'CREATE TABLE orders (id int, email text, total numeric); INSERT INTO orders SELECT i, i || $$@x$$, i FROM generate_series(1, 50) i';
const STAGING = { 'flyback.environment': 'staging' };
const BUILD = 'CREATE INDEX CONCURRENTLY orders_email ON orders (email);\n';

interface IndexRow {
  readonly name: string;
  readonly valid: boolean;
  readonly definition: string;
}

async function indexes(bench: LiveBench): Promise<readonly string[]> {
  const rows = await bench.database.query<IndexRow>(
    `SELECT c.relname AS name, i.indisvalid AS valid, pg_get_indexdef(c.oid) AS definition
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relnamespace = 'public'::regnamespace AND i.indrelid IS DISTINCT FROM to_regclass('flyway_schema_history') ORDER BY 1`,
  );
  return rows.map(({ name, valid, definition }) => `${name} ${valid ? 'valid' : 'INVALID'} ${definition.split(' USING ')[1] ?? ''}`);
}

/** An index as a killed build leaves it. */
async function leaveInvalid(bench: LiveBench, statement: string): Promise<void> {
  const reader = await bench.database.connect();
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
  const builder = await bench.database.connect();
  await builder.query("SET lock_timeout = '20ms'");
  await expect(builder.query(statement)).rejects.toMatchObject({ code: '55P03' });
  await reader.query('COMMIT');
}

test.for([
  ['by name', BUILD, BUILD],
  ['under IF NOT EXISTS', BUILD, 'CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_email ON orders (email);\n'],
  ['of another definition', 'CREATE UNIQUE INDEX CONCURRENTLY orders_email ON orders (id)', BUILD],
  ['whose name the server chose', 'CREATE INDEX CONCURRENTLY ON orders (email)', 'CREATE INDEX CONCURRENTLY ON orders (email);\n'],
] as const)('an INVALID index left by an earlier build, %s: dropped, and built anew', async ([, left, script]) => {
  await using bench = await createLiveBench({ 'V1__index.sql': script }, ORDERS);
  await leaveInvalid(bench, left);
  await bench.migrate();
  const name = script.includes('orders_email') ? 'orders_email' : 'orders_email_idx';
  expect(await indexes(bench)).toEqual([`${name} valid btree (email)`]);
  expect(bench.lines.join('\n')).toContain(
    `Index "public"."${name}" is INVALID, left by a build that did not end: it is dropped and built anew.`,
  );
  expect(await bench.versions()).toEqual(['1']);
});

const ADOPTED: readonly (readonly [statement: string, existing: string])[] = [
  ['CREATE INDEX CONCURRENTLY orders_email ON orders (email)', 'CREATE INDEX orders_email ON orders (email)'],
  [
    "CREATE UNIQUE INDEX CONCURRENTLY u ON public.orders USING btree (lower(email) text_pattern_ops DESC, id) INCLUDE (total) WITH (fillfactor = 70) WHERE total > 0 AND email <> 'a'",
    "CREATE UNIQUE INDEX u ON orders (lower(email) text_pattern_ops DESC NULLS FIRST, id) INCLUDE (total) WITH (fillfactor = 70) WHERE (total > 0 AND email <> 'a')",
  ],
  ['CREATE INDEX CONCURRENTLY ON orders (email, id)', 'CREATE INDEX ON orders (email, id)'],
  [`CREATE INDEX CONCURRENTLY ${'n'.repeat(70)} ON orders (id)`, `CREATE INDEX ${'n'.repeat(63)} ON orders (id)`],
];

test('an index that is there, valid and just so: taken over, since a killed build may complete on the server', async () => {
  await using bench = await createLiveBench(
    Object.fromEntries(ADOPTED.map(([statement], at) => [`V${at + 1}__i.sql`, `${statement};\n`])),
    `${ORDERS}; ${ADOPTED.map(([, existing]) => existing).join('; ')}`,
  );
  const before = await indexes(bench);
  await bench.migrate();
  expect(await indexes(bench)).toEqual(before);
  expect(bench.lines.filter((line) => line.includes('taken over'))).toHaveLength(ADOPTED.length);
  expect(await bench.database.query("SELECT nspname FROM pg_namespace WHERE nspname = 'flyback'")).toEqual([]);
});

test.for([
  ['another index', 'CREATE INDEX orders_email ON orders (id)'],
  ['the same key with another predicate', 'CREATE INDEX orders_email ON orders (email) WHERE total > 0'],
  ['a table', 'CREATE TABLE orders_email ()'],
  ['an index of another table', 'CREATE TABLE other (email text); CREATE INDEX orders_email ON other (email)'],
] as const)('%s of the same name stays, and the server refuses', async ([, existing]) => {
  await using bench = await createLiveBench({ 'V1__index.sql': BUILD }, `${ORDERS}; ${existing}`);
  const before = await indexes(bench);
  expect(await failureOf(bench.migrate())).toMatchObject({ message: expect.stringContaining('42P07') });
  expect(await indexes(bench)).toEqual(before);
});

test('IF NOT EXISTS does not take an INVALID index of another table for its own', async () => {
  await using bench = await createLiveBench(
    { 'V1__index.sql': 'CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_email ON orders (email);\n' },
    `${ORDERS}; CREATE TABLE other (email text)`,
  );
  await leaveInvalid(bench, 'CREATE INDEX CONCURRENTLY orders_email ON other (email)');
  expect(await failureOf(bench.migrate())).toMatchObject({ code: 'ERR_INVALID_INDEX', message: expect.stringContaining('another table') });
  expect(await indexes(bench)).toEqual(['orders_email INVALID btree (email)']);
});

test('an index that another session builds is left alone, and that session is named', async () => {
  await using bench = await createLiveBench({ 'V1__index.sql': BUILD }, ORDERS);
  const reader = await bench.database.connect();
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
  const builder = await bench.database.connect();
  const building = builder.query(BUILD);
  await bench.untilWaits('virtualxid');
  const { pid } =
    (await bench.database.query<{ pid: number }>("SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid'"))[0] ?? {};
  expect(await failureOf(bench.migrate())).toMatchObject({ code: 'ERR_INVALID_INDEX', message: expect.stringContaining(`pid ${pid} `) });
  await reader.query('COMMIT');
  await building;
  expect(await indexes(bench)).toEqual(['orders_email valid btree (email)']);
});

test('doubles under a unique index: nothing is left, it is not tried again, and no value is told', async () => {
  await using bench = await createLiveBench(
    { 'V1__index.sql': 'CREATE UNIQUE INDEX CONCURRENTLY orders_mail ON orders (lower(email), total);\n' },
    `${ORDERS}; UPDATE orders SET email = 'hush987', total = 1`,
  );
  const failure = await failureOf(bench.migrate(STAGING));
  expect(failure.message).toContain('could not create unique index "orders_mail"');
  expect(failure.hint).toBe('The values of (lower(email), total) occur more than once. What the build left was dropped.');
  expect(JSON.stringify([failure, bench.lines])).not.toContain('hush987');
  expect(await indexes(bench)).toEqual([]);
  expect(bench.lines.join('\n')).not.toContain('built again');
  await bench.repair(STAGING);
  // Who develops may look at both, as with Flyway.
  const told = await failureOf(bench.migrate());
  expect(told.message).toContain('Key (lower(email), total)=(hush987, 1) is duplicated.');
  expect(told.hint).toContain('INVALID index "public"."orders_mail" is left, and the next attempt drops it.');
  expect(await indexes(bench)).toEqual(['orders_mail INVALID btree (lower(email), total)']);
});

test('a build that somebody cancels is cleared up and built again; who holds it up is named', async () => {
  await using bench = await createLiveBench({ 'V1__index.sql': BUILD }, ORDERS);
  const reader = await bench.database.connect();
  await reader.query("SET application_name = 'report'; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM orders");
  const run = bench.migrate();
  await bench.untilWaits('virtualxid');
  const cancel = bench.database.query("SELECT pg_cancel_backend(pid) FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid'");
  await cancel;
  // What is left is dropped before the build begins anew, and that has to wait for the reader, too.
  await bench.until(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock'",
  );
  await reader.query('COMMIT');
  await run;
  expect(bench.lines.join('\n')).toMatch(/Index orders_email could not be built .*: built again, attempt 2 of 3/);
  expect(await indexes(bench)).toEqual(['orders_email valid btree (email)']);
});

test('what cannot be dropped in time is reported with exit code 20; repair drops it, and the next run builds it', async () => {
  await using bench = await createLiveBench(
    { 'V1__index.sql': `SET lock_timeout = '20ms';\n${BUILD}`, 'V1__index.sql.conf': 'executeInTransaction=false\n' },
    ORDERS,
  );
  const reader = await bench.database.connect();
  await reader.query("SET application_name = 'report'; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM orders");
  const failure = await failureOf(bench.migrate({ ...STAGING, 'flyback.lockRetryBudget': '50ms' }));
  expect(failure).toMatchObject({
    code: 'ERR_CLEANUP_PENDING',
    exitCode: 20,
    message: expect.stringContaining('INVALID index "public"."orders_email"'),
  });
  expect(failure.hint).toMatch(/^In the way: pid \d+ \(user .*application report, idle in transaction/);
  await reader.query('COMMIT');
  await bench.repair(STAGING);
  expect(await indexes(bench)).toEqual([]);
  await bench.migrate();
  expect(await indexes(bench)).toEqual(['orders_email valid btree (email)']);
});

test('Ctrl-C during a build leaves no INVALID index', async () => {
  await using bench = await createLiveBench({ 'V1__index.sql': BUILD }, ORDERS);
  const writer: pg.Client = await bench.database.connect();
  await writer.query('BEGIN; UPDATE orders SET total = 0');
  const controller = new AbortController();
  const run = failureOf(bench.migrate({}, { signal: controller.signal }));
  // Before it has built anything it waits for the transactions that write to the table.
  await bench.untilWaits('virtualxid');
  controller.abort();
  await bench.until("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DROP INDEX%'");
  await writer.query('COMMIT');
  expect(await run).toMatchObject({ exitCode: 130 });
  expect(await indexes(bench)).toEqual([]);
});

test('a build on a temporary table is plain, one on a materialized view is not', async () => {
  await using bench = await createLiveBench(
    {
      'V1__index.sql':
        'CREATE TEMP TABLE orders (email text);\nCREATE INDEX CONCURRENTLY orders_email ON orders (email);\nCREATE INDEX CONCURRENTLY seen_id ON seen (id);\n',
    },
    `${ORDERS}; CREATE MATERIALIZED VIEW seen AS SELECT id FROM orders`,
  );
  await bench.migrate({}, { mixed: true });
  expect(await indexes(bench)).toEqual(['seen_id valid btree (id)']);
});

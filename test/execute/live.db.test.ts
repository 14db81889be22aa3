import { expect, test } from 'vitest';
import { FlybackError } from '../../src/index.ts';
import { createLiveBench, PASS } from './live-bench.ts';

const ORDERS = 'CREATE TABLE orders (id int, total int); INSERT INTO orders VALUES (1, 0)';
const ALTER = { 'V1__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n' };
const RETRY = /rolled back, attempt \d+ in/;

const failureOf = async (run: Promise<unknown>): Promise<FlybackError> => {
  const error: unknown = await run.then(
    () => new Error('the run succeeded'),
    (failure: unknown) => failure,
  );
  if (error instanceof FlybackError) return error;
  throw error;
};

test('a lock that is not granted in time is tried for again, as a whole, until the blocker goes', async () => {
  await using bench = await createLiveBench(
    {
      'V1__note.sql':
        "INSERT INTO orders VALUES (2, 0);\nDO $$ BEGIN RAISE NOTICE 'once'; END $$;\nALTER TABLE orders ADD COLUMN note text;\n",
    },
    ORDERS,
  );
  const reader = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM orders');
  const run = bench.migrate({ 'flyback.lockTimeout': '60ms' });
  await bench.logged(RETRY);
  await reader.query('COMMIT');
  expect((await run).migrations).toHaveLength(1);
  expect(await bench.database.query('SELECT id FROM orders ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(bench.lines.filter((line) => line.includes('Migrating schema'))).toHaveLength(1);
  expect(bench.lines.filter((line) => line.includes('once'))).toHaveLength(1);
});

test('when the time for that is over, the failure names who blocks, without the values in its query', async () => {
  await using bench = await createLiveBench(ALTER, ORDERS);
  const reader = await bench.database.connect();
  await reader.query("BEGIN; SELECT 'hush' AS secret, * FROM orders");
  const [row] = (await reader.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  await reader.query("SELECT 'hush' AS secret, 1 /* hush */ FROM orders WHERE id = 987");
  const failure = await failureOf(
    bench.migrate({ 'flyback.lockTimeout': '400ms', 'flyback.lockRetryBudget': '200ms', 'flyback.watchAfter': '100ms' }),
  );
  expect(failure).toMatchObject({ code: 'ERR_EXECUTE_STATEMENT', exitCode: 1, message: expect.stringContaining('55P03') });
  expect(failure.hint).toContain('2 attempts in');
  expect(failure.hint).toContain(`pid ${row?.pid} (user ${bench.database.user}, application flyback test, idle in transaction for`);
  expect(failure.hint).toContain('SELECT ? AS secret, ? FROM orders WHERE id = ?');
  expect([failure.hint, ...bench.lines].join('\n')).not.toMatch(/hush|987/);
  expect(await bench.versions()).toEqual([]);
});

test('without time for it nothing is tried again', async () => {
  await using bench = await createLiveBench(ALTER, ORDERS);
  const reader = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM orders');
  const failure = await failureOf(bench.migrate({ 'flyback.lockTimeout': '20ms', 'flyback.lockRetryBudget': '0' }));
  expect(failure.hint).toContain('flyback.lockRetryBudget');
  expect(bench.lines.filter((line) => RETRY.test(line))).toEqual([]);
});

test('a script that ends its transaction is not run twice', async () => {
  await using bench = await createLiveBench(
    { 'V1__a.sql': 'INSERT INTO orders VALUES (2, 0);\nCOMMIT;\nALTER TABLE orders ADD COLUMN note text;\n' },
    ORDERS,
  );
  const reader = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM orders');
  expect(await failureOf(bench.migrate({ 'flyback.lockTimeout': '20ms' }))).toMatchObject({ message: expect.stringContaining('55P03') });
  expect(await bench.database.query('SELECT id FROM orders ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
});

test('outside of a transaction an ordinary statement is tried again, and a concurrent build waits as long as it must', async () => {
  await using bench = await createLiveBench(
    {
      'V1__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
      'V1__note.sql.conf': 'executeInTransaction=false\n',
      'V2__index.sql': 'CREATE INDEX CONCURRENTLY orders_id ON orders (id);\n',
    },
    ORDERS,
  );
  const reader = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM orders');
  const run = bench.migrate({ 'flyback.lockTimeout': '30ms' });
  await bench.logged(RETRY);
  await reader.query('COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
  await bench.untilWaits('virtualxid');
  await bench.until('SELECT pg_sleep(0.1)');
  await reader.query('COMMIT');
  expect((await run).migrations).toHaveLength(2);
  expect(await bench.database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_id'::regclass")).toEqual([
    { indisvalid: true },
  ]);
});

test('a real deadlock: the other session gets its way, and the transaction is run again', async () => {
  await using bench = await createLiveBench(
    { 'V1__a.sql': `UPDATE orders SET total = total + 1;\n${PASS}UPDATE items SET n = n + 1;\n` },
    `${ORDERS}; CREATE TABLE items (n int); INSERT INTO items VALUES (0)`,
  );
  await bench.database.query(`ALTER DATABASE ${bench.database.name} SET deadlock_timeout = '20ms'`);
  const barrier = await bench.barrier();
  const other = await bench.database.connect();
  await other.query("SET deadlock_timeout = '1h'; BEGIN; UPDATE items SET n = n + 10");
  const run = bench.migrate({ 'flyback.lockTimeout': '0' });
  await bench.untilWaits('advisory');
  const update = other.query('UPDATE orders SET total = total + 10');
  await bench.untilWaits('transactionid');
  await barrier.query('COMMIT');
  await bench.logged(/A deadlock with another session: rolled back/);
  await update;
  await other.query('COMMIT');
  await run;
  expect(await bench.database.query('SELECT total, n FROM orders, items')).toEqual([{ total: 11, n: 11 }]);
});

test('a serialization failure: run again on the new rows', async () => {
  await using bench = await createLiveBench(
    {
      'V1__a.sql': `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nSELECT * FROM orders;\n${PASS}UPDATE orders SET total = total + 1;\n`,
    },
    ORDERS,
  );
  const barrier = await bench.barrier();
  const run = bench.migrate({ 'flyback.lockTimeout': '0' });
  await bench.untilWaits('advisory');
  await bench.database.query('UPDATE orders SET total = 10');
  await barrier.query('COMMIT');
  await run;
  expect(bench.lines.join('\n')).toContain('Another transaction has changed the same rows meanwhile: rolled back');
  expect(await bench.database.query('SELECT total FROM orders')).toEqual([{ total: 11 }]);
});

test('whoever waits for us for too long is let through: cancelled, rolled back, run again', async () => {
  await using bench = await createLiveBench({ 'V1__note.sql': `ALTER TABLE orders ADD COLUMN note text;\n${PASS}` }, ORDERS);
  const barrier = await bench.barrier();
  const run = bench.migrate({
    'flyback.environment': 'staging',
    'flyback.lockTimeout': '0',
    'flyback.maxBlockingTime': '150ms',
    'flyback.watchAfter': '50ms',
  });
  await bench.untilWaits('advisory');
  // The reader gets its answer although nobody opens the barrier.
  const { rows } = await (await bench.database.connect()).query('SELECT * FROM orders');
  expect(rows).toEqual([{ id: 1, total: 0 }]);
  await bench.logged(/It kept another session waiting for more than 150 ms: rolled back/);
  await barrier.query('COMMIT');
  expect((await run).migrations).toHaveLength(1);
});

test('the application does not queue behind a migration that waits', async () => {
  const stalls = async (lockTimeout: string): Promise<number> => {
    await using bench = await createLiveBench(ALTER, ORDERS);
    const reader = await bench.database.connect();
    await reader.query('BEGIN; SELECT * FROM orders');
    const run = bench.migrate({ 'flyback.lockTimeout': lockTimeout });
    await bench.untilWaits('relation');
    const application = await bench.database.connect();
    await application.query("SET lock_timeout = '400ms'");
    const started = performance.now();
    const query = (): Promise<number> =>
      application.query('SELECT * FROM orders').then(
        () => 0,
        () => 1,
      );
    let failures = await query();
    // Longer than the application would wait behind the reader, if it had to.
    for (; failures === 0 && performance.now() - started < 700; failures = await query())
      await new Promise((resolve) => setTimeout(resolve, 5));
    await reader.query('COMMIT');
    await run;
    return failures;
  };
  expect({ unlimited: await stalls('0'), limited: await stalls('50ms') }).toEqual({ unlimited: 1, limited: 0 });
});

test('what a script sets holds for that script, and the run takes its limits, role and lock back', async () => {
  const note = (
    what: string,
  ): string => `INSERT INTO seen (what, role, timeout, locked) SELECT '${what}', current_user, current_setting('lock_timeout'),
    EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid());\n`;
  await using bench = await createLiveBench(
    {
      'V1__a.sql': note('first'),
      'V2__b.sql': `SET lock_timeout = '7s';\nSET SESSION ROLE pg_monitor;\nRESET ROLE;\n${note('own')}RESET ALL;\nSELECT pg_advisory_unlock_all();\nSET ROLE pg_monitor;\n`,
      'V3__c.sql': note('after'),
      'V4__d.sql': 'VACUUM seen;\nDISCARD ALL;\n',
      'V5__e.sql': note('outside'),
      'V5__e.sql.conf': 'executeInTransaction=false\n',
      'V6__f.sql': note('last'),
    },
    'CREATE TABLE seen (n int GENERATED ALWAYS AS IDENTITY, what text, role text, timeout text, locked bool)',
  );
  await bench.migrate({ 'flyback.lockTimeout': '3s' });
  const role = bench.database.user;
  expect(await bench.database.query('SELECT what, role, timeout, locked FROM seen ORDER BY n')).toEqual([
    { what: 'first', role, timeout: '3s', locked: true },
    { what: 'own', role, timeout: '7s', locked: true },
    { what: 'after', role, timeout: '3s', locked: true },
    { what: 'outside', role, timeout: '0', locked: true },
    { what: 'last', role, timeout: '3s', locked: true },
  ]);
  expect(bench.lines.filter((line) => line.includes('gave back the lock'))).toEqual([
    'warn V2__b.sql gave back the lock that keeps other runs out; it was taken again',
    'warn V4__d.sql gave back the lock that keeps other runs out; it was taken again',
  ]);
});

test('a lock that another run took meanwhile ends this one, after what it did is recorded', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `VACUUM orders;\nDISCARD ALL;\n${PASS}`, 'V2__b.sql': 'SELECT 1;\n' }, ORDERS);
  const barrier = await bench.barrier();
  const run = failureOf(bench.migrate({}, { mixed: true }));
  await bench.untilWaits('advisory');
  const rival = await bench.database.connect();
  await rival.query('SELECT pg_advisory_lock(77433833903597)');
  await barrier.query('COMMIT');
  expect(await run).toMatchObject({ code: 'ERR_LOCK_HELD', exitCode: 16 });
  expect(await bench.versions()).toEqual(['1']);
});

test('timeouts of role and database do not reach the run, and that is said; what initSql sets does', async () => {
  await using bench = await createLiveBench({
    'V1__a.sql':
      "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle;\n",
  });
  const { name } = bench.database;
  await bench.database.query(
    `ALTER DATABASE ${name} SET lock_timeout = '1ms'; ALTER DATABASE ${name} SET idle_in_transaction_session_timeout = '1s'`,
  );
  await bench.migrate();
  expect(await bench.database.query('SELECT * FROM seen')).toEqual([{ lock: '2s', idle: '1min' }]);
  expect(bench.lines.join('\n')).toMatch(
    /info Set for others, not for this run: .*lock_timeout = 1ms \(of the database\).*; this run has lock_timeout = 2000ms/,
  );
  bench.project.write({ 'sql/V2__b.sql': "INSERT INTO seen VALUES (current_setting('lock_timeout'), '');\n" });
  await bench.migrate({}, { initSql: "SET lock_timeout = '9s'" });
  expect(await bench.database.query("SELECT lock FROM seen WHERE idle = ''")).toEqual([{ lock: '9s' }]);
});

test('a statement timeout: as configured, or by what is estimated where all of a script is', async () => {
  const seen = "INSERT INTO seen VALUES (current_setting('statement_timeout'));\n";
  await using bench = await createLiveBench(
    {
      'V1__rewrite.sql': `ALTER TABLE orders ALTER COLUMN total TYPE bigint;\nCREATE TABLE seen AS SELECT current_setting('statement_timeout') AS timeout;\n`,
      'V2__rows.sql': `UPDATE orders SET total = 1;\n${seen}`,
    },
    `${ORDERS}; INSERT INTO orders SELECT n, 0 FROM generate_series(2, 50000) n; ANALYZE orders`,
  );
  await bench.migrate({ 'flyback.statementTimeout': 'plan' });
  expect(await bench.database.query('SELECT timeout FROM seen')).toEqual([{ timeout: '30s' }, { timeout: '0' }]);
  bench.project.write({ 'sql/V3__long.sql': 'SELECT pg_sleep(20);\n' });
  const failure = await failureOf(bench.migrate({ 'flyback.statementTimeout': '40ms' }));
  expect(failure).toMatchObject({
    message: expect.stringContaining('57014'),
    hint: expect.stringContaining('It took longer than 40 ms (flyback.statementTimeout)'),
  });
});

test('an abort ends the pause before the next attempt', async () => {
  await using bench = await createLiveBench(ALTER, ORDERS);
  const reader = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM orders');
  const controller = new AbortController();
  const run = failureOf(bench.migrate({ 'flyback.lockTimeout': '20ms' }, { signal: controller.signal }));
  await bench.logged(RETRY);
  controller.abort();
  expect(await run).toMatchObject({ code: 'ERR_EXECUTE_CANCELLED', exitCode: 130 });
  expect(await bench.versions()).toEqual([]);
});

test('where no second connection is to be had the run goes on and says so', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `${PASS}CREATE TABLE made (id int);\n` });
  const { name } = bench.database;
  const role = `only_one_${name}`;
  await bench.database.query(
    `CREATE ROLE ${role} LOGIN CONNECTION LIMIT 1; ALTER DATABASE ${name} OWNER TO ${role}; ALTER SCHEMA public OWNER TO ${role}`,
  );
  try {
    const url = new URL(bench.database.url);
    url.username = role;
    const barrier = await bench.barrier();
    const run = bench.migrate({ 'flyback.watchAfter': '20ms', 'flyback.lockTimeout': '0' }, { url: url.href });
    await bench.logged(/No second connection to watch from/);
    await barrier.query('COMMIT');
    expect((await run).migrations).toHaveLength(1);
  } finally {
    await bench.database.query(
      `ALTER DATABASE ${name} OWNER TO CURRENT_USER; REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
    );
  }
});

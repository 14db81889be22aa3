import { expect, test } from 'vitest';
import { type LibraryOptions, migrate } from '../../src/index.ts';
import { runFlyback, startFlyback, type StartedRun } from '../support/run-flyback.ts';
import { createLiveBench, PASS, type LiveBench } from './live-bench.ts';

const TWO = { 'V1__a.sql': `${PASS}CREATE TABLE a (id int);\n`, 'V2__b.sql': 'CREATE TABLE b (id int);\n' };

const args = (bench: LiveBench, ...more: readonly string[]): string[] => [
  `-url=${bench.database.url}`,
  '-locations=filesystem:sql',
  '-baselineOnMigrate=true',
  '-baselineVersion=0',
  ...more,
];

async function failureOf(options: LibraryOptions): Promise<unknown> {
  return migrate(options).then(
    () => new Error('the run succeeded'),
    (error: unknown) => error,
  );
}

interface Envelope {
  readonly exitCode: number;
  readonly data: Record<string, unknown> | null;
}

async function json(bench: LiveBench, ...words: readonly string[]): Promise<Envelope> {
  const { stdout } = await runFlyback([...args(bench), ...words, '--json']);
  return JSON.parse(stdout) as Envelope;
}

test('halt stops a run at work before its next migration, and resume lets runs go on', async () => {
  await using bench = await createLiveBench(TWO);
  const barrier = await bench.barrier();
  const run = failureOf(bench.options());
  await bench.untilWaits('advisory');
  expect(await json(bench, 'halt', '--reason', 'ask Ann')).toMatchObject({
    exitCode: 0,
    data: { isHalted: true, wasHalted: false, reason: 'ask Ann' },
  });
  expect(await json(bench, 'halt')).toMatchObject({ data: { wasHalted: true, reason: 'ask Ann' } });
  await barrier.query('COMMIT');
  expect(await run).toMatchObject({
    code: 'ERR_HALTED',
    exitCode: 17,
    message: expect.stringMatching(/halted by .+ from .+ since \d{4}-.+: ask Ann$/),
  });
  expect(await bench.versions()).toEqual(['1']);
  expect(await failureOf(bench.options())).toMatchObject({ code: 'ERR_HALTED' });
  expect(await json(bench, 'resume')).toMatchObject({ exitCode: 0, data: { isHalted: false, lifted: { reason: 'ask Ann' } } });
  expect(await json(bench, 'resume')).toMatchObject({ data: { lifted: null } });
  expect((await migrate(bench.options())).migrations).toHaveLength(1);
  // Nothing is pending, so nothing is stopped.
  await bench.database.query("INSERT INTO flyback.halt (halted_from) VALUES ('here')");
  expect((await migrate(bench.options())).migrations).toEqual([]);
});

test('halt stops between the statements of a script without transaction, and the transaction of a long one', async () => {
  await using bench = await createLiveBench({
    'V1__a.sql': `${PASS}CREATE TABLE a (id int);\n`,
    'V1__a.sql.conf': 'executeInTransaction=false\n',
  });
  await bench.database.query(
    `CREATE SCHEMA flyback; CREATE TABLE flyback.halt (halt_id int, halted_at timestamptz DEFAULT now(), halted_by text DEFAULT 'ann', halted_from text, reason text, resumed_at timestamptz)`,
  );
  const barrier = await bench.barrier();
  const run = failureOf(bench.options());
  await bench.untilWaits('advisory');
  // The guard is asked again a quarter of a second after it was asked last.
  await bench.database.query("INSERT INTO flyback.halt (halted_from) VALUES ('here'); SELECT pg_sleep(0.26)");
  await barrier.query('COMMIT');
  expect(await run).toMatchObject({ code: 'ERR_HALTED', exitCode: 17 });
  expect(await bench.database.query("SELECT to_regclass('a') AS a")).toEqual([{ a: null }]);
});

test('what cannot be read counts as halted on production only', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': 'CREATE TABLE a (id int);\n' });
  const { name } = bench.database;
  const role = `runner_of_${name}`;
  await bench.database.query(
    `CREATE ROLE ${role} LOGIN; ALTER SCHEMA public OWNER TO ${role}; CREATE SCHEMA flyback; CREATE TABLE flyback.halt (halted_from text, reason text, resumed_at text)`,
  );
  const url = new URL(bench.database.url);
  url.username = role;
  try {
    for (const grant of ['SELECT 1', `GRANT USAGE ON SCHEMA flyback TO ${role}`]) {
      await bench.database.query(grant);
      expect(await failureOf(bench.options({ 'flyback.environment': 'production' }, { url: url.href }))).toMatchObject({
        code: 'ERR_HALTED',
        exitCode: 17,
        hint: expect.stringContaining('GRANT'),
      });
    }
    expect((await migrate(bench.options({}, { url: url.href }))).migrations).toHaveLength(1);
    const halted: unknown = (await runFlyback([`-url=${url.href}`, 'halt'])).stderr;
    expect(halted).toContain('Runs cannot be halted with this role');
  } finally {
    await bench.database.query(
      `ALTER SCHEMA public OWNER TO CURRENT_USER; REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
    );
  }
});

test('why-blocked shows who waits for whom', async () => {
  await using bench = await createLiveBench({}, 'CREATE TABLE orders (id int)');
  const [holder, waiter, behind] = await Promise.all([bench.database.connect(), bench.database.connect(), bench.database.connect()]);
  await holder.query('BEGIN; SELECT * FROM orders WHERE id = 1234');
  const alter = waiter.query('ALTER TABLE orders ADD COLUMN note text');
  await bench.untilWaits('relation');
  const select = behind.query('SELECT FROM orders');
  await bench.until(
    "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  );
  const { stdout } = await runFlyback(args(bench, 'why-blocked'));
  const [first, second, third] = [holder, waiter, behind].map((session) => (session as unknown as { processID: number }).processID) as [
    number,
    number,
    number,
  ];
  const tree = stdout.slice(stdout.indexOf(`pid ${first}`));
  expect(tree).toMatch(
    new RegExp(
      `^pid ${first}, idle in transaction for .*\\n│ BEGIN; SELECT \\* FROM orders WHERE id = \\?\\n└─ pid ${second}, waits .* for ACCESS EXCLUSIVE on orders.*\\n   │ ALTER TABLE.*\\n   └─ pid ${third}, waits .* for ACCESS SHARE on orders`,
    ),
  );
  const { data } = await json(bench, 'why-blocked');
  const sessions = (data?.['sessions'] ?? []) as readonly {
    readonly pid: number;
    readonly waitsFor: { readonly blockedBy: readonly number[] } | null;
  }[];
  const blockersOf = (of: number): readonly number[] | undefined => sessions.find((session) => session.pid === of)?.waitsFor?.blockedBy;
  expect([blockersOf(second), blockersOf(third)]).toEqual([[first], [second]]);
  await holder.query('COMMIT');
  await Promise.all([alter, select]);
});

/** Takes a cancel request for a nuisance. */
const STUBBORN = `CREATE TABLE a (id int);
DO $$ BEGIN LOOP BEGIN PERFORM pg_advisory_xact_lock(4242); PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;\n`;

async function isStarted(bench: LiveBench): Promise<StartedRun> {
  const barrier = await bench.barrier();
  const run = startFlyback(args(bench, 'migrate'), { cwd: bench.project.directory });
  await bench.untilWaits('advisory');
  await barrier.query('COMMIT');
  return run;
}

test('a second signal ends the session too, whatever it does', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': STUBBORN });
  const run = await isStarted(bench);
  run.child.kill('SIGINT');
  await run.seen(/cancelling the statement/);
  run.child.kill('SIGINT');
  expect((await run.result).exitCode).toBe(130);
  await bench.until(
    `SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^flyback' AND application_name <> 'flyback test')`,
  );
  expect(await bench.database.query("SELECT to_regclass('a') AS a")).toEqual([{ a: null }]);
});

test('a reader of its output that goes away does not stop a run', async () => {
  await using bench = await createLiveBench(TWO);
  const barrier = await bench.barrier();
  const run = startFlyback(args(bench, 'migrate'), { cwd: bench.project.directory });
  await bench.untilWaits('advisory');
  run.child.stdout?.destroy();
  run.child.stderr?.destroy();
  await barrier.query('COMMIT');
  expect((await run.result).exitCode).toBe(0);
  expect(await bench.versions()).toEqual(['1', '2']);
});

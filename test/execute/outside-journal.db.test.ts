import { expect, test } from 'vitest';
import { createLiveBench, failureOf, type LiveBench, PASS } from './live-bench.ts';

const OUTSIDE = 'executeInTransaction=false\n';
const JOURNAL = { 'flyback.journal': 'on' };
const SEEN = 'CREATE TABLE seen (n int GENERATED ALWAYS AS IDENTITY, what text)';

function seen(what: string): string {
  return `INSERT INTO seen (what) VALUES ('${what}');\n`;
}

async function whats(bench: LiveBench): Promise<readonly string[]> {
  return (await bench.database.query<{ what: string }>('SELECT what FROM seen ORDER BY n')).map(({ what }) => what);
}

async function journal(bench: LiveBench): Promise<readonly string[]> {
  return (
    await bench.database.query<{ text: string }>("SELECT statement || ' ' || state AS text FROM flyback.journal ORDER BY statement")
  ).map(({ text }) => text);
}

/** Runs until the script meets the barrier, and ends its backend there; answers when that is gone. */
async function endAtBarrier(bench: LiveBench): Promise<void> {
  const barrier = await bench.barrier();
  const run = failureOf(bench.migrate(JOURNAL));
  await bench.untilWaits('advisory');
  await barrier.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  );
  expect(await run).toMatchObject({ message: expect.stringMatching(/connection|57P01/i) });
  await bench.until("SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND NOT granted)");
  await barrier.query('COMMIT');
}

test('a script outside of a transaction goes on where a run was ended, and does nothing twice', async () => {
  const script = `SET search_path = public, pg_temp;\n${seen('one')}VACUUM seen;\nBEGIN;\n${seen('two')}${seen('three')}COMMIT;\n${PASS}COPY seen (what) FROM STDIN;\nfour\n\\.\n${seen('five')}`;
  await using bench = await createLiveBench({ 'V1__a.sql': script, 'V1__a.sql.conf': OUTSIDE }, SEEN);
  await endAtBarrier(bench);
  expect(await whats(bench)).toEqual(['one', 'two', 'three']);
  expect(await journal(bench)).toEqual(['2 done', '3 done', '5 done', '6 done']);
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(await bench.versions()).toEqual(['1']);
  expect(await journal(bench)).toEqual([]);
  expect(bench.lines.join('\n')).toContain(
    'V1__a.sql goes on where an earlier run was ended; done before and not run again: 4 of 10 statements.',
  );
});

test('what is rolled back inside of the script is not taken for done', async () => {
  const script = `BEGIN;\n${seen('lost')}ROLLBACK;\n${seen('one')}${PASS}BEGIN;\n${seen('two')}COMMIT;\n`;
  await using bench = await createLiveBench({ 'V1__a.sql': script, 'V1__a.sql.conf': OUTSIDE }, SEEN);
  await endAtBarrier(bench);
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(['one', 'two']);
});

test('after a failure: repair, and the script goes on with the statement that failed', async () => {
  await using bench = await createLiveBench(
    { 'V1__a.sql': `${seen('one')}${seen('two')}INSERT INTO nowhere VALUES (1);\n`, 'V1__a.sql.conf': OUTSIDE },
    SEEN,
  );
  const failure = await failureOf(bench.migrate({ ...JOURNAL, 'flyback.recordFailure': 'true' }));
  expect(failure).toMatchObject({
    code: 'ERR_EXECUTE_STATEMENT',
    exitCode: 1,
    hint: expect.stringContaining('flyback resolve --restart V1__a.sql'),
  });
  bench.project.write({ 'sql/V1__a.sql': `${seen('one')}${seen('two')}${seen('three')}` });
  await bench.repair();
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(['one', 'two', 'three']);
});

test('what was done is not changed in silence: put back, kept or begun anew', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `${seen('one')}${seen('two')}${PASS}`, 'V1__a.sql.conf': OUTSIDE }, SEEN);
  await endAtBarrier(bench);
  bench.project.write({ 'sql/V1__a.sql': `${seen('other')}${seen('two')}${seen('three')}` });
  expect(await failureOf(bench.migrate(JOURNAL))).toMatchObject({
    code: 'ERR_OUTCOME_UNKNOWN',
    exitCode: 19,
    message: 'V1__a.sql has been changed since a run of it was ended: its statement 1 is not the one that was done.',
  });
  expect(await bench.versions()).toEqual([]);
  await bench.resolve('--applied');
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(['one', 'two', 'three']);
});

test('begun anew: nothing that was done is skipped', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `${seen('one')}${PASS}`, 'V1__a.sql.conf': OUTSIDE }, SEEN);
  await endAtBarrier(bench);
  await bench.resolve('--restart', 'V1__a.sql');
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(['one', 'one']);
});

test.for([
  ['--applied', ['half']],
  ['--retry', ['half', 'half', 'whole']],
] as const)('a procedure that ends transactions: nobody knows how far it came, and resolve %s decides', async ([decision, expected]) => {
  const procedure = `CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen (what) VALUES ('half'); COMMIT; PERFORM pg_advisory_xact_lock(4242); INSERT INTO seen (what) VALUES ('whole'); END $$`;
  await using bench = await createLiveBench({ 'V1__a.sql': 'CALL work();\n', 'V1__a.sql.conf': OUTSIDE }, `${SEEN}; ${procedure}`);
  await endAtBarrier(bench);
  const unknown = {
    code: 'ERR_OUTCOME_UNKNOWN',
    exitCode: 19,
    message: expect.stringMatching(/^Statement 1 of V1__a.sql \(line 1\) was at work/),
  };
  expect(await failureOf(bench.migrate(JOURNAL))).toMatchObject(unknown);
  expect(await failureOf(bench.migrate(JOURNAL))).toMatchObject(unknown);
  expect(await bench.resolve(decision)).toMatchObject({
    resolved: 'V1__a.sql',
    unfinished: [{ script: 'V1__a.sql', done: [], begun: [1] }],
  });
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(expected);
  expect(await bench.versions()).toEqual(['1']);
});

test('an applied script, a history that is gone: their notes count no more', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `${seen('one')}${PASS}`, 'V1__a.sql.conf': OUTSIDE }, SEEN);
  await endAtBarrier(bench);
  await bench.database.query('DROP TABLE flyway_schema_history; TRUNCATE seen');
  await bench.migrate(JOURNAL);
  expect(await whats(bench)).toEqual(['one']);
  expect(await journal(bench)).toEqual([]);
});

test('what the catalog tells needs no person: an index that was dropped, a partition that is half detached, copies that a REINDEX left', async () => {
  await using bench = await createLiveBench(
    {
      'V1__a.sql':
        'DROP INDEX CONCURRENTLY seen_what;\nALTER TABLE parts DETACH PARTITION part CONCURRENTLY;\nREINDEX TABLE CONCURRENTLY seen;\n',
    },
    `${SEEN}; CREATE INDEX seen_what ON seen (what); CREATE INDEX seen_n ON seen (n); CREATE TABLE parts (n int) PARTITION BY LIST (n); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1)`,
  );
  const reader = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM parts, seen');
  const run = failureOf(bench.migrate(JOURNAL));
  // The index waits for the reader first.
  await bench.until(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock'",
  );
  await bench.database.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DROP INDEX%'",
  );
  await run;
  await reader.query('COMMIT');
  await bench.database.query('DROP INDEX seen_what');
  const other = await bench.database.connect();
  await reader.query('BEGIN; SELECT * FROM parts');
  await other.query("SET lock_timeout = '20ms'");
  await expect(other.query('ALTER TABLE parts DETACH PARTITION part CONCURRENTLY')).rejects.toMatchObject({ code: '55P03' });
  await reader.query('COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM seen');
  await expect(other.query('REINDEX INDEX CONCURRENTLY seen_n')).rejects.toMatchObject({ code: '55P03' });
  await reader.query('COMMIT');
  await bench.migrate(JOURNAL);
  expect(bench.lines.filter((line) => /half detached|had left|goes on/.test(line))).toEqual([
    'warn V1__a.sql goes on where an earlier run was ended; done before and not run again: 1 of 3 statements.',
    'warn Partition "part" of "parts" is half detached, left by a run that did not end: the detaching is finished.',
    'warn Dropped INVALID index public.seen_n_ccnew, which a REINDEX CONCURRENTLY had left.',
  ]);
  expect(await bench.versions()).toEqual(['1']);
  expect(await bench.database.query('SELECT FROM pg_inherits')).toEqual([]);
  expect(await bench.database.query('SELECT FROM pg_index WHERE NOT indisvalid')).toEqual([]);
});

test('a role that may make no journal: the run goes on, and says what that means', async () => {
  await using bench = await createLiveBench(
    { 'V1__a.sql': 'SET ROLE pg_monitor;\nRESET ROLE;\nINSERT INTO seen (what) VALUES (current_user);\n', 'V1__a.sql.conf': OUTSIDE },
    SEEN,
  );
  await bench.migrate(JOURNAL);
  expect(bench.lines.join('\n')).toContain('V1__a.sql runs without a journal (it changes the role)');
  expect(await bench.versions()).toEqual(['1']);
});

test('what needs no journal leaves nothing of ours in the database', async () => {
  await using bench = await createLiveBench(
    {
      'V1__a.sql': 'CREATE INDEX CONCURRENTLY seen_what ON seen (what);\nVACUUM seen;\nDROP INDEX CONCURRENTLY IF EXISTS seen_what;\n',
      'V2__b.sql': seen('one'),
    },
    SEEN,
  );
  await bench.migrate(JOURNAL);
  expect(await bench.database.query("SELECT FROM pg_namespace WHERE nspname = 'flyback'")).toEqual([]);
});

test('on development nothing is noted, and a failed script begins anew, as with Flyway', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `${seen('one')}SELECT 1 / 0;\n`, 'V1__a.sql.conf': OUTSIDE }, SEEN);
  await failureOf(bench.migrate());
  await failureOf(bench.migrate());
  expect(await whats(bench)).toEqual(['one', 'one']);
  expect(await bench.database.query("SELECT FROM pg_namespace WHERE nspname = 'flyback'")).toEqual([]);
});

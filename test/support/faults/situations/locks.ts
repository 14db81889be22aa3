import { measureStall, type Stall } from '../stalls.ts';
import { seen, type Situation } from '../situation.ts';

const PRODUCTION = '-flyback.environment=production';
const ALTER = { 'V1__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n' };
const BARRIER = 'SELECT pg_advisory_xact_lock(7);\n';
/** The design's slack above the lock timeout. */
const SLACK_MS = 50;

const ms = (value: number): string => `${Math.round(value)} ms`;

/** Stalls of the application, kept for the comparison that is printed at the end. */
export const STALLS: Stall[] = [];

function stall(name: string, tool: readonly string[] | 'flyway', lockTimeoutMs: number | null): Situation {
  return {
    row: 29,
    name: `ALTER behind a 6 s reader: ${name}`,
    expected:
      lockTimeoutMs === null
        ? 'for comparison: everybody waits for the reader'
        : `worst stall at most ${lockTimeoutMs + SLACK_MS} ms, but for what other tables suffer too`,
    run: async (lab) => {
      const measured = await measureStall(lab, name, tool, lockTimeoutMs);
      STALLS.push(measured);
      const { experiences, hasSucceeded, attempts } = measured;
      const worstMs = experiences.orders.worstMs;
      const limitMs = lockTimeoutMs === null ? Infinity : lockTimeoutMs + SLACK_MS + experiences.other.worstMs;
      return seen(`worst stall ${ms(worstMs)} (another table ${ms(experiences.other.worstMs)}), ${attempts} attempts`, [
        !hasSucceeded && 'the migration failed',
        worstMs > limitMs && `more than ${ms(limitMs)}`,
      ]);
    },
  };
}

/** Rows 29 to 32: stalls, a blocker that stays, deadlocks, whom we block. */
export const LOCKS: readonly Situation[] = [
  stall('flyback, production', [PRODUCTION], 250),
  stall('flyback, 100 ms', [PRODUCTION, '-flyback.lockTimeout=100ms'], 100),
  stall('flyback, no lock timeout', ['-flyback.lockTimeout=0'], null),
  {
    row: 30,
    name: 'a blocker that stays',
    expected: 'gives up when the time for it is over, names the blocker, nothing is applied',
    run: async (lab) => {
      lab.write(ALTER);
      const reader = await lab.session('report');
      await reader.query("BEGIN; SELECT 'hush' FROM orders WHERE id = 4711");
      const started = performance.now();
      const { exitCode, stdout, stderr } = await lab.flyback('migrate', PRODUCTION, '-flyback.lockRetryBudget=2s');
      const tookMs = performance.now() - started;
      return seen(`exit ${exitCode} after ${ms(tookMs)}`, [
        exitCode !== 1 && 'exit code',
        tookMs > 6000 && 'too late',
        !stderr.includes(`pid ${reader.pid} (user postgres, application report, idle in transaction`) && 'the blocker is not named',
        /hush|4711/.test(stdout + stderr) && 'a value of its query is shown',
        (await lab.applied()) !== '' && 'something is recorded',
        (await lab.query("SELECT 1 FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'")).length > 0 &&
          'something is applied',
      ]);
    },
  },
  {
    row: 31,
    name: 'a deadlock with the application',
    expected: 'the application goes on, the whole transaction is run again',
    run: async (lab) => {
      await lab.query(
        `CREATE TABLE items (n int); INSERT INTO items VALUES (0); ALTER DATABASE ${lab.database} SET deadlock_timeout = '100ms'`,
      );
      lab.write({ 'V1__a.sql': `UPDATE orders SET total = total + 1 WHERE id = 1;\n${BARRIER}UPDATE items SET n = n + 1;\n` });
      const [barrier, web] = await Promise.all([lab.session('barrier'), lab.session()]);
      await barrier.query(`BEGIN; ${BARRIER}`);
      await web.query("SET deadlock_timeout = '1h'; BEGIN; UPDATE items SET n = n + 10");
      const run = lab.flyback('migrate', '-flyback.lockTimeout=0');
      await lab.untilFlybackWaits('advisory');
      const update = web.query('UPDATE orders SET total = total + 10 WHERE id = 1');
      await lab.until("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'");
      await barrier.query('COMMIT');
      await update;
      await web.query('COMMIT');
      const { exitCode, stdout } = await run;
      const [row] = await lab.query<{ total: number; n: number }>('SELECT total, n FROM orders, items WHERE id = 1');
      return seen(`exit ${exitCode}, total ${row?.total}, n ${row?.n}`, [
        exitCode !== 0 && 'exit code',
        !stdout.includes('A deadlock with another session: rolled back') && 'it is not told',
        (row?.total !== 11 || row.n !== 11) && 'lost or doubled',
      ]);
    },
  },
  {
    row: 31,
    name: 'a serialization failure',
    expected: 'the whole transaction is run again on the new rows',
    run: async (lab) => {
      lab.write({
        'V1__a.sql': `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nSELECT count(*) FROM orders;\n${BARRIER}UPDATE orders SET total = total + 1 WHERE id = 1;\n`,
      });
      const barrier = await lab.session('barrier');
      await barrier.query(`BEGIN; ${BARRIER}`);
      const run = lab.flyback('migrate', '-flyback.lockTimeout=0');
      await lab.untilFlybackWaits('advisory');
      await lab.query('UPDATE orders SET total = 10 WHERE id = 1');
      await barrier.query('COMMIT');
      const { exitCode } = await run;
      const [row] = await lab.query<{ total: number }>('SELECT total FROM orders WHERE id = 1');
      return seen(`exit ${exitCode}, total ${row?.total}`, [exitCode !== 0 && 'exit code', row?.total !== 11 && 'lost or doubled']);
    },
  },
  {
    row: 32,
    name: 'the application waits for us for more than 5 s',
    expected: 'cancelled between 5.0 and 5.5 s, the application goes on, run again',
    run: async (lab) => {
      lab.write({ 'V1__note.sql': `ALTER TABLE orders ADD COLUMN note text;\n${BARRIER}` });
      const [barrier, web] = await Promise.all([lab.session('barrier'), lab.session()]);
      await barrier.query(`BEGIN; ${BARRIER}`);
      const run = lab.flyback('migrate', PRODUCTION, '-flyback.lockTimeout=0');
      await lab.untilFlybackWaits('advisory');
      const started = performance.now();
      await web.query('SELECT * FROM orders WHERE id = 1');
      const waitedMs = performance.now() - started;
      await barrier.query('COMMIT');
      const { exitCode, stdout } = await run;
      return seen(`the application waited ${ms(waitedMs)}, exit ${exitCode}`, [
        exitCode !== 0 && 'exit code',
        (waitedMs < 4900 || waitedMs > 5600) && 'not in time',
        !stdout.includes('It kept another session waiting for more than 5 s: rolled back') && 'it is not told',
        (await lab.applied()) !== '1' && 'the history',
      ]);
    },
  },
];

/** The same with the real Flyway, where it is at hand. */
export const STALL_OF_FLYWAY: Situation = stall('Flyway', 'flyway', null);

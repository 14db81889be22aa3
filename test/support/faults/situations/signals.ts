import { seen, type Situation } from '../situation.ts';

const BARRIER = 'SELECT pg_advisory_xact_lock(7);\n';
const MADE = 'CREATE TABLE made (id int);\n';
/** A statement that takes a cancel request for a nuisance. */
const STUBBORN = `${MADE}DO $$ BEGIN LOOP BEGIN PERFORM pg_advisory_xact_lock(7); PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;\n`;

interface SignalCase {
  readonly name: string;
  readonly script: string;
  readonly signals: readonly NodeJS.Signals[];
  readonly exitCode: number;
  readonly limitMs: number;
}

const CASES: readonly SignalCase[] = [
  { name: 'SIGINT in a statement', script: MADE + BARRIER, signals: ['SIGINT'], exitCode: 130, limitMs: 8000 },
  { name: 'SIGTERM in a statement', script: MADE + BARRIER, signals: ['SIGTERM'], exitCode: 143, limitMs: 8000 },
  { name: 'SIGHUP in a statement', script: MADE + BARRIER, signals: ['SIGHUP'], exitCode: 143, limitMs: 8000 },
  { name: 'SIGTERM in a statement that ignores cancel requests', script: STUBBORN, signals: ['SIGTERM'], exitCode: 143, limitMs: 8000 },
  { name: 'SIGINT twice in such a statement', script: STUBBORN, signals: ['SIGINT', 'SIGINT'], exitCode: 130, limitMs: 3000 },
];

function signalled({ name, script, signals, exitCode: wanted, limitMs }: SignalCase): Situation {
  return {
    row: 36,
    name,
    expected: `rolled back, exit ${wanted}, within ${limitMs / 1000} s`,
    run: async (lab) => {
      lab.write({ 'V1__made.sql': script });
      const barrier = await lab.session('barrier');
      await barrier.query(`BEGIN; ${BARRIER}`);
      const run = lab.start('migrate');
      await lab.untilFlybackWaits('advisory');
      if (script === STUBBORN) await barrier.query('COMMIT');
      const started = performance.now();
      for (const signal of signals) {
        run.child.kill(signal);
        await run.seen(/cancelling the statement/);
      }
      const { exitCode } = await run.result;
      const tookMs = performance.now() - started;
      await lab.until(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'flyback%')",
        5000,
      );
      return seen(`exit ${exitCode} after ${Math.round(tookMs)} ms`, [
        exitCode !== wanted && 'exit code',
        tookMs > limitMs && 'too late',
        (await lab.query("SELECT 1 WHERE to_regclass('made') IS NOT NULL")).length > 0 && 'something is left',
      ]);
    },
  };
}

/** Row 36: signals, and output that nobody reads any more. */
export const SIGNALS: readonly Situation[] = [
  ...CASES.map(signalled),
  {
    row: 36,
    name: 'stdout and stderr are closed in the middle',
    expected: 'the run goes on to its end',
    run: async (lab) => {
      lab.write({ 'V1__a.sql': BARRIER + MADE, 'V2__b.sql': 'CREATE TABLE more (id int);\n' });
      const barrier = await lab.session('barrier');
      await barrier.query(`BEGIN; ${BARRIER}`);
      const run = lab.start('migrate');
      await lab.untilFlybackWaits('advisory');
      run.child.stdout?.destroy();
      run.child.stderr?.destroy();
      await barrier.query('COMMIT');
      const { exitCode } = await run.result;
      const applied = await lab.applied();
      return seen(`exit ${exitCode}, applied ${applied}`, [exitCode !== 0 && 'exit code', applied !== '1,2' && 'not all']);
    },
  },
];

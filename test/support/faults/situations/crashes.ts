import { crashMatrix, type CutPoint } from '../crash-matrix.ts';
import { flywayCommand } from '../../flyway.ts';
import { startFlyback, type StartedRun } from '../../run-flyback.ts';
import type { Lab } from '../lab.ts';
import { seen, type Situation } from '../situation.ts';

const BUILD = 'CREATE INDEX CONCURRENTLY orders_total ON orders (total);\n';

/** Rows 1 to 5, 40 and 46 to 48: runs that are killed or cut off anywhere, and what the next run makes of it. */
export const CRASHES: readonly Situation[] = [
  matrix(40, 'migrate', 'message-lost', 'each message lost on its way to the server'),
  matrix(3, 'migrate', 'message-passed', 'cut off as the server gets each message'),
  matrix(3, 'migrate', 'answer-lost', 'each answer lost, that to COMMIT too'),
  matrix(1, 'migrate', 'killed', 'kill -9 at each message'),
  matrix(5, 'undo', 'message-lost', 'undo: each message lost on its way'),
  matrix(5, 'undo', 'answer-lost', 'undo: each answer lost'),
  killedBuild('the build goes on without its client', '', 'taken over'),
  killedBuild('the server cancels the build', "SET client_connection_check_interval = '50ms';\n", 'is INVALID, left by a build'),
];

/** What the real Flyway makes of a build whose client was killed. */
export const CRASH_OF_FLYWAY: Situation = {
  row: 2,
  name: 'kill -9 during CREATE INDEX CONCURRENTLY: Flyway beside it',
  expected: '42P07 for ever, and a failed row',
  run: async (lab) => {
    lab.write({ 'V1__i.sql': BUILD });
    const reader = await lab.session('reader');
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM orders');
    const run = startFlyway(lab);
    await lab.until(
      "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND locktype = 'virtualxid' AND datname = current_database()",
    );
    run.child.kill('SIGKILL');
    await run.result;
    await reader.query('COMMIT');
    await lab.until("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('orders_total') AND indisvalid");
    const { exitCode, stdout, stderr } = await startFlyway(lab).result;
    return seen(`exit ${exitCode}, applied: ${(await lab.applied()) || 'none'}`, [
      exitCode === 0 && 'exit code',
      !(stdout + stderr).includes('42P07') && 'another error',
      (await lab.query('SELECT 1 FROM flyway_schema_history WHERE NOT success')).length !== 1 && 'no failed row',
    ]);
  },
};

/** With the session lock: the other one would wait for itself. */
function startFlyway(lab: Lab): StartedRun {
  const { hostname, port, username } = new URL(lab.url);
  const url = [`-url=jdbc:postgresql://${hostname}:${port}/${lab.database}`, `-user=${username}`, '-password='];
  const args = [...url, ...lab.args('-postgresql.transactional.lock=false', 'migrate').slice(1)];
  return startFlyback(args, { cwd: lab.directory, command: flywayCommand(), timeoutMs: 120_000 });
}

function matrix(row: number, command: 'migrate' | 'undo', kind: CutPoint, name: string): Situation {
  return {
    row,
    name,
    expected: 'the next run completes, nothing lost, doubled or left to a person',
    run: async (lab) => {
      const { points, wrong } = await crashMatrix(lab, command, kind);
      return seen(`${points} points, ${wrong.length} wrong`, [points < 10 && 'too few points', ...wrong.slice(0, 3)]);
    },
  };
}

function killedBuild(name: string, before: string, told: string): Situation {
  return {
    row: 2,
    name: `kill -9 during CREATE INDEX CONCURRENTLY: ${name}`,
    expected: 'one valid index, no 42P07',
    run: async (lab) => {
      lab.write({ 'V1__i.sql': before + BUILD, 'V1__i.sql.conf': 'executeInTransaction=false\n' });
      const reader = await lab.session('reader');
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM orders');
      const run = lab.start('migrate');
      await lab.untilFlybackWaits('virtualxid');
      run.child.kill('SIGKILL');
      await run.result;
      if (before !== '')
        await lab.until(
          "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'flyback')",
        );
      const again = lab.start('migrate');
      // An orphan keeps the next run out until it is done.
      if (before === '') await again.seen(/lock/i);
      await reader.query('COMMIT');
      const { exitCode, stdout, stderr } = await again.result;
      return seen(`exit ${exitCode}, ${await lab.applied()}`, [
        exitCode !== 0 && `exit code: ${stderr.split('\n')[0]}`,
        !(stdout + stderr).includes(told) && `not told: ${told}`,
        (await lab.applied()) !== '1' && 'not recorded',
      ]);
    },
  };
}

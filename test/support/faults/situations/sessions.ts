import { seen, type Situation } from '../situation.ts';

const BARRIER = 'SELECT pg_advisory_xact_lock(7);\n';

const HOSTILE: Readonly<Record<string, string>> = {
  statement_timeout: "'1ms'",
  lock_timeout: "'1ms'",
  idle_in_transaction_session_timeout: "'1ms'",
  standard_conforming_strings: 'off',
  DateStyle: "'German, DMY'",
  row_security: 'off',
  client_encoding: "'LATIN1'",
  synchronous_commit: 'off',
  default_transaction_isolation: "'serializable'",
};

/** Rows 39, 51, 74 and 87: what scripts, roles and people do to a session and a run. */
export const SESSIONS: readonly Situation[] = [
  {
    row: 39,
    name: 'default_transaction_read_only of the database',
    expected: 'refused with 25006 and the reason, nothing is made',
    run: async (lab) => {
      lab.write({ 'V1__a.sql': 'CREATE TABLE made (id int);\n' });
      await lab.query(`ALTER DATABASE ${lab.database} SET default_transaction_read_only = on`);
      const { exitCode, stderr } = await lab.flyback('migrate');
      return seen(`exit ${exitCode}`, [
        exitCode !== 1 && 'exit code',
        !/25006/.test(stderr) && 'no SQLSTATE',
        !stderr.includes('default_transaction_read_only') && 'no reason',
      ]);
    },
  },
  {
    row: 51,
    name: 'a script gives role, settings and the lock away',
    expected: 'limits and role are back for the next one, the lock is taken again',
    run: async (lab) => {
      lab.write({
        'V1__a.sql':
          "SET lock_timeout = '7s';\nRESET ALL;\nSET search_path = '';\nSELECT pg_advisory_unlock_all();\nSET ROLE pg_monitor;\n",
        'V2__b.sql': 'VACUUM orders;\nDISCARD ALL;\n',
        'V3__c.sql': `${BARRIER}CREATE TABLE seen AS SELECT current_user::text AS role, current_setting('lock_timeout') AS timeout;\n`,
      });
      const [barrier, rival] = await Promise.all([lab.session('barrier'), lab.session('rival')]);
      await barrier.query(`BEGIN; ${BARRIER}`);
      const run = lab.flyback('migrate', '-flyback.lockTimeout=60s');
      await lab.untilFlybackWaits('advisory');
      const [free] = await rival.query<{ got: boolean }>('SELECT pg_try_advisory_lock(77433833903597) AS got');
      await barrier.query('COMMIT');
      const { exitCode, stdout } = await run;
      const [row] = await lab.query<{ role: string; timeout: string }>('SELECT role, timeout FROM seen');
      return seen(`exit ${exitCode}, ${row?.role}, ${row?.timeout}`, [
        exitCode !== 0 && 'exit code',
        free?.got !== false && 'another runner could have begun',
        row?.role !== 'postgres' && 'the role',
        row?.timeout !== '1min' && 'the timeout',
        [...stdout.matchAll(/gave back the lock/g)].length !== 2 && 'it is not told',
      ]);
    },
  },
  {
    row: 74,
    name: 'halt in the middle of a batch',
    expected: 'stops before the next migration with exit 17, goes on after resume',
    run: async (lab) => {
      lab.write({ 'V1__a.sql': BARRIER, 'V2__b.sql': 'CREATE TABLE more (id int);\n' });
      const barrier = await lab.session('barrier');
      await barrier.query(`BEGIN; ${BARRIER}`);
      const run = lab.flyback('migrate');
      await lab.untilFlybackWaits('advisory');
      await lab.flyback('halt', '--reason', 'ask Ann');
      await barrier.query('COMMIT');
      const { exitCode, stderr } = await run;
      const applied = await lab.applied();
      await lab.flyback('resume');
      const again = await lab.flyback('migrate');
      return seen(`exit ${exitCode} after ${applied}, then ${again.exitCode} after ${await lab.applied()}`, [
        (exitCode !== 17 || applied !== '1') && 'not stopped',
        !stderr.includes('ask Ann') && 'no reason',
        again.exitCode !== 0 && 'not resumed',
      ]);
    },
  },
  {
    row: 87,
    name: 'hostile settings of the database',
    expected: 'named, and without effect',
    run: async (lab) => {
      lab.write({
        'V1__a.sql': "INSERT INTO orders VALUES (5000, 0);\nSELECT pg_sleep(0.05);\nCREATE TABLE made AS SELECT 'it''s' AS word;\n",
      });
      await lab.query(
        Object.entries(HOSTILE)
          .map(([name, value]) => `ALTER DATABASE ${lab.database} SET ${name} = ${value}`)
          .join('; '),
      );
      const { exitCode, stdout, stderr } = await lab.flyback('migrate');
      await lab.query(`SET statement_timeout = 0; ALTER DATABASE ${lab.database} RESET ALL`).catch(() => undefined);
      return seen(`exit ${exitCode}`, [
        exitCode !== 0 && `exit code: ${stderr.split('\n')[0]}`,
        !/Set for others, not for this run: .*lock_timeout = 1ms/.test(stdout) && 'not named',
      ]);
    },
  },
];

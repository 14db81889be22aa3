import type { Lab } from '../lab.ts';
import { seen, type Situation } from '../situation.ts';

const ALTER = { 'V1__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n' };
const FAILS_SOON = ['-flyback.lockTimeout=400ms', '-flyback.lockRetryBudget=300ms', '-flyback.watchAfter=50ms'];
/** A vacuum that takes minutes. */
const SLOW_VACUUM = 'autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1';

const IS_VACUUMED = "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND query LIKE '%orders%'";

/** Rows whose vacuum needs many pages. */
async function fillOrders(lab: Lab): Promise<void> {
  await lab.query("ALTER TABLE orders ADD COLUMN filler text; UPDATE orders SET filler = repeat('x', 4000)");
}

/** Row 89: blockers that are no clients. */
export const BLOCKERS: readonly Situation[] = [
  {
    row: 89,
    name: 'a prepared transaction holds the lock',
    expected: 'named with its owner and how to end it',
    run: async (lab) => {
      lab.write(ALTER);
      const web = await lab.session();
      await web.query("BEGIN; UPDATE orders SET total = 1 WHERE id = 1; PREPARE TRANSACTION 'order 4711'");
      try {
        const { exitCode, stderr } = await lab.flyback('migrate', ...FAILS_SOON);
        const tree = await lab.flyback('why-blocked');
        return seen(`exit ${exitCode}, ${/prepared transaction '[^']*'/.exec(stderr)?.[0] ?? 'nothing named'}`, [
          exitCode !== 1 && 'exit code',
          !stderr.includes("prepared transaction 'order 4711' (of user postgres") && 'not named',
          tree.exitCode !== 0 && 'why-blocked failed',
        ]);
      } finally {
        await web.query("ROLLBACK PREPARED 'order 4711'");
      }
    },
  },
  {
    row: 89,
    name: 'autovacuum is at work on the table',
    expected: 'it gives way, although the lock timeout is shorter than deadlock_timeout',
    run: async (lab) => {
      await fillOrders(lab);
      lab.write(ALTER);
      await lab.query(
        `ALTER TABLE orders SET (${SLOW_VACUUM}, autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0); DELETE FROM orders WHERE id > 10`,
      );
      await lab.until(IS_VACUUMED, 60_000);
      const started = performance.now();
      const { exitCode, stdout } = await lab.flyback('migrate', '-flyback.environment=production', '-flyback.lockRetryBudget=30s');
      return seen(`exit ${exitCode} after ${Math.round(performance.now() - started)} ms`, [
        exitCode !== 0 && 'exit code',
        !/autovacuum worker/.test(stdout) && 'not named',
      ]);
    },
  },
  {
    row: 89,
    name: 'the same for a role that is no superuser',
    expected: 'the next attempt waits long enough for it to give way',
    run: async (lab) => {
      await fillOrders(lab);
      lab.write(ALTER);
      const role = `runner_of_${lab.database}`;
      await lab.query(`CREATE ROLE ${role} LOGIN; ALTER TABLE orders OWNER TO ${role}; ALTER SCHEMA public OWNER TO ${role}`);
      await lab.query(
        `ALTER TABLE orders SET (${SLOW_VACUUM}, autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0); DELETE FROM orders WHERE id > 10`,
      );
      await lab.until(IS_VACUUMED, 60_000);
      const url = lab.url.replace('//postgres@', `//${role}@`);
      const { exitCode } = await lab.flyback('migrate', `-url=${url}`, '-flyback.environment=production', '-flyback.lockRetryBudget=30s');
      await lab.query(`REASSIGN OWNED BY ${role} TO postgres; DROP OWNED BY ${role}; DROP ROLE ${role}`);
      return seen(`exit ${exitCode}`, [exitCode !== 0 && 'exit code']);
    },
  },
  {
    row: 89,
    name: 'autovacuum that prevents wraparound',
    expected: 'never cancelled, named as such',
    run: async (lab) => {
      // Switched off, so that the only vacuum is the one that nothing switches off.
      await lab.query(`ALTER TABLE orders SET (autovacuum_enabled = off, ${SLOW_VACUUM}, autovacuum_freeze_max_age = 100000)`);
      await fillOrders(lab);
      lab.write(ALTER);
      await lab.query(
        'CREATE TABLE burnt (n int); DO $$ BEGIN FOR n IN 1..110000 LOOP BEGIN INSERT INTO burnt VALUES (n); RAISE unique_violation; EXCEPTION WHEN unique_violation THEN NULL; END; END LOOP; END $$',
      );
      await lab.until(`${IS_VACUUMED} AND query LIKE '%to prevent wraparound%'`, 60_000);
      const { exitCode, stderr } = await lab.flyback('migrate', ...FAILS_SOON);
      const isThere = (await lab.query(IS_VACUUMED)).length > 0;
      return seen(`exit ${exitCode}`, [
        exitCode !== 1 && 'exit code',
        !stderr.includes('to prevent wraparound') && 'not named',
        !isThere && 'it was cancelled',
      ]);
    },
  },
];

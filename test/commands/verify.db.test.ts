import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MigrationProof, Proof } from '../../src/model/verdict.ts';
import { createProject, type CompatibilityProject } from '../compatibility/project.ts';
import { documentSchema } from '../support/document-schema.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { startMajor } from '../support/server-of-major.ts';
import { createTempProject } from '../support/temp-project.ts';
import { serverMajor } from '../support/test-database.ts';

interface Envelope {
  readonly ok: boolean;
  readonly command: string;
  readonly exitCode: number;
  readonly data: Proof | null;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

type Files = Readonly<Record<string, string>>;

/** Proves a folder from an empty database on, without any target. */
async function proved(files: Files, ...args: string[]): Promise<Envelope> {
  using folder = createTempProject(files);
  const run = await runFlyback(['verify', '--all', '--json', '-locations=filesystem:sql', ...args], { cwd: folder.directory });
  const envelope = JSON.parse(run.stdout) as Envelope;
  expect(run.exitCode).toBe(envelope.exitCode);
  return envelope;
}

async function pending(project: CompatibilityProject, ...args: string[]): Promise<Envelope> {
  const { stdout, exitCode } = await project.run('verify', '--json', ...args);
  const envelope = JSON.parse(stdout) as Envelope;
  expect(exitCode).toBe(envelope.exitCode);
  return envelope;
}

const isProof = documentSchema('verify');

function proofOf({ data, error }: Envelope): Proof {
  if (data === null) throw new Error(`no proof: ${error?.message ?? ''}`);
  isProof(data);
  expect(isProof.errors ?? []).toEqual([]);
  return data;
}

function brief({ version, up, undo, restored, reup, verdict }: MigrationProof): string {
  return [version, up, undo, restored, reup, verdict].join(' ');
}

const ORDERS: Files = {
  'sql/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL DEFAULT 0);\n',
  'sql/U1__orders.sql': 'DROP TABLE orders;\n',
};

test('a batch whose undos are right is proven, each migration and the whole', async () => {
  const envelope = await proved({
    ...ORDERS,
    'sql/V2__index.sql': 'CREATE INDEX CONCURRENTLY orders_total ON orders (total);\n',
    'sql/U2__index.sql': 'DROP INDEX CONCURRENTLY orders_total;\n',
  });
  expect(envelope).toMatchObject({ ok: true, command: 'verify', exitCode: 0 });
  const proof = proofOf(envelope);
  expect(proof).toMatchObject({ verdict: 'proven', summary: { migrations: 2, proven: 2 }, base: { kind: 'empty', applied: 0, gaps: [] } });
  expect(proof.migrations.map(brief)).toEqual(['1 ok ok exact ok proven', '2 ok ok exact ok proven']);
  expect(proof.chain).toMatchObject({ undone: 2, of: 2, stoppedAt: null, restored: 'exact', reup: 'ok', verdict: 'proven' });
});

test('every way in which an undo is wrong has its own answer, and none ends the run', async () => {
  const envelope = await proved({
    ...ORDERS,
    'sql/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\nCREATE INDEX orders_note ON orders (note);\n',
    'sql/U2__note.sql': 'DROP INDEX orders_note;\n',
    'sql/V3__code.sql': 'ALTER TABLE orders ADD COLUMN code text;\n',
    'sql/V4__kind.sql': "CREATE TYPE kind AS ENUM ('a', 'b');\n",
    'sql/U4__kind.sql': '-- nothing\n',
    'sql/V5__total.sql': 'ALTER TABLE orders DROP COLUMN total;\n',
    'sql/U5__total.sql': 'ALTER TABLE orders ADD COLUMN total numeric NOT NULL DEFAULT 0;\n',
    'sql/V6__view.sql': 'CREATE VIEW orders_seen AS SELECT id FROM orders;\n',
    'sql/U6__view.sql': 'DROP VEIW orders_seen;\n',
    'sql/V7__last.sql': 'CREATE TABLE last (id int);\n',
    'sql/U7__last.sql': 'DROP TABLE last;\n',
  });
  expect(envelope).toMatchObject({ ok: false, exitCode: 11 });
  const { migrations, chain, verdict } = proofOf(envelope);
  expect(migrations.map(brief)).toEqual([
    '1 ok ok exact ok proven',
    '2 ok ok no failed refuted',
    '3 ok missing   unproven',
    '4 ok empty no failed refuted',
    '5 ok ok order ok unproven',
    '6 ok failed no  refuted',
    '7 ok ok exact ok proven',
  ]);
  expect(verdict).toBe('refuted');
  expect(migrations[1]?.differences).toEqual([
    expect.objectContaining({ kind: 'column', identity: 'public.orders.note', change: 'added' }),
  ]);
  expect(migrations[1]?.errors).toEqual([expect.objectContaining({ step: 'reup', sqlState: '42701', line: 1 })]);
  expect(migrations[5]?.reasons[0]).toMatch(/^The undo script fails: .*syntax error/su);
  expect(chain).toMatchObject({ undone: 1, of: 7, stoppedAt: { version: '6', why: 'failed' }, verdict: 'refuted' });
});

test('an undo that brings the column back without its values has lost data', async () => {
  const { migrations } = proofOf(
    await proved({
      ...ORDERS,
      'sql/V2__rows.sql': 'INSERT INTO orders SELECT g, g * 10 FROM generate_series(1, 7) g;\n',
      'sql/U2__rows.sql': 'DELETE FROM orders;\n',
      'sql/V3__total.sql': 'ALTER TABLE orders DROP COLUMN total;\n',
      'sql/U3__total.sql': 'ALTER TABLE orders ADD COLUMN total numeric NOT NULL DEFAULT 0;\n',
    }),
  );
  expect(migrations.map(brief)).toEqual(['1 ok ok exact ok proven', '2 ok ok exact ok proven', '3 ok ok exact ok refuted']);
  expect(migrations[2]?.dataDifferences).toEqual([
    { kind: 'values', identity: 'public.orders.total', change: 'changed', before: 7, after: 7 },
  ]);
  expect(migrations[2]?.reasons[0]).toMatch(/^Data lost: public\.orders\.total/u);
});

test('the next migration finds the rows that the last one left, and not what is left of its undo', async () => {
  const { migrations } = proofOf(
    await proved({
      'sql/V1__t.sql': "CREATE TABLE t (id int, name text);\nINSERT INTO t VALUES (1, 'one'), (2, 'two');\n",
      'sql/U1__t.sql': 'DROP TABLE t;\n',
      'sql/V2__drop.sql': 'DELETE FROM t WHERE id = 2;\n',
      'sql/U2__drop.sql': 'DELETE FROM t;\n',
      'sql/V3__not_null.sql': "DO $$ BEGIN ASSERT (SELECT count(*) = 1 AND min(name) = 'one' FROM t); END $$;\n",
      'sql/U3__not_null.sql': '-- nothing to undo\n',
    }),
  );
  expect(migrations.map(brief)).toEqual(['1 ok ok exact ok proven', '2 ok ok exact ok refuted', '3 ok empty exact ok proven']);
});

test('a migration that fails is refuted; what fails after it is not known', async () => {
  const { migrations, chain } = proofOf(
    await proved({
      ...ORDERS,
      'sql/V2__broken.sql': 'CREATE TABLE customers (id int);\nSELECT 1 / 0;\n',
      'sql/U2__broken.sql': 'DROP TABLE customers;\n',
      'sql/V3__after.sql': 'ALTER TABLE customers ADD COLUMN name text;\n',
      'sql/U3__after.sql': 'ALTER TABLE customers DROP COLUMN name;\n',
      'sql/V4__fine.sql': 'CREATE SEQUENCE numbers;\n',
      'sql/U4__fine.sql': 'DROP SEQUENCE numbers;\n',
    }),
  );
  expect(migrations.map(brief)).toEqual([
    '1 ok ok exact ok proven',
    '2 failed    refuted',
    '3 failed    unproven',
    '4 ok ok exact ok proven',
  ]);
  expect(chain).toMatchObject({ undone: 2, of: 2, restored: 'exact', reup: 'ok' });
});

test('what the sandbox lacks proves nothing', async () => {
  const { migrations } = proofOf(
    await proved({ 'sql/V1__e.sql': 'CREATE EXTENSION no_such_extension;\n', 'sql/U1__e.sql': 'SELECT 1;\n' }),
  );
  expect(migrations[0]).toMatchObject({ up: 'failed', verdict: 'unproven' });
  expect(migrations[0]?.reasons).toEqual(['The sandbox does not have the extension no_such_extension']);
});

test('a migration that never ends is stopped, and the limit says so', async () => {
  const files = {
    'sql/V1__loop.sql': 'DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;\n',
    'sql/U1__loop.sql': 'SELECT 1;\n',
    'sql/V2__t.sql': 'CREATE TABLE t (id int);\n',
    'sql/U2__t.sql': 'DO $$ BEGIN PERFORM pg_sleep(600); END $$;\n',
  };
  const { migrations } = proofOf(await proved(files, '-flyback.verify.timeout=1'));
  expect(migrations.map(brief)).toEqual(['1 failed    unproven', '2 ok failed no  unproven']);
  for (const { reasons, errors } of migrations) {
    expect(reasons[0]).toBe('It did not end within 1 s and was stopped (flyback.verify.timeout)');
    expect(errors[0]?.isTimeout).toBe(true);
  }
});

test('repeatable migrations are run twice, callbacks where migrate runs them', async () => {
  const { migrations, chain, verdict } = proofOf(
    await proved({
      ...ORDERS,
      'sql/R__view.sql': 'CREATE OR REPLACE VIEW order_count AS SELECT count(*) FROM pg_class;\n',
      'sql/R__once.sql': 'CREATE TABLE made_once (id int);\n',
      'sql/beforeMigrate.sql': 'CREATE TABLE IF NOT EXISTS made_before (id int);\n',
      'sql/afterMigrate.sql': 'CREATE TABLE IF NOT EXISTS made_after (id int);\n',
      'sql/beforeEachUndo.sql': "SELECT 'undo';\n",
    }),
  );
  expect(migrations.map(({ script, reup, verdict: one }) => `${script} ${reup} ${one}`)).toEqual([
    'V1__orders.sql ok proven',
    'R__once.sql failed refuted',
    'R__view.sql ok proven',
  ]);
  expect(chain).toMatchObject({ restored: 'exact', reup: 'ok', verdict: 'proven' });
  expect(verdict).toBe('refuted');
});

test('a callback that fails refutes the batch', async () => {
  const { verdict, reasons } = proofOf(await proved({ ...ORDERS, 'sql/afterMigrate.sql': 'SELECT 1 / 0;\n' }));
  expect(verdict).toBe('refuted');
  expect(reasons[0]).toMatch(/^The callback afterMigrate fails: .*division by zero/su);
});

test('scripts whose transaction is their own are judged as they are written', async () => {
  const { migrations } = proofOf(
    await proved({
      'sql/V1__p.sql':
        'CREATE TABLE t (id int);\nCREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$;\n',
      'sql/U1__p.sql': 'DROP PROCEDURE fill;\nDROP TABLE t;\n',
      'sql/V2__call.sql': 'CALL fill();\n',
      'sql/U2__call.sql': 'DELETE FROM t;\n',
      'sql/V3__index.sql': 'BEGIN;\nCREATE INDEX t_id ON t (id);\nCOMMIT;\n',
      'sql/U3__index.sql': 'BEGIN;\nDROP INDEX t_id;\n',
    }),
  );
  expect(migrations.map(brief)).toEqual(['1 ok ok exact ok proven', '2 ok ok exact ok refuted', '3 ok ok no failed refuted']);
  expect(migrations[1]?.reasons[0]).toMatch(/executeInTransaction=false in V2__call\.sql\.conf/u);
  expect(migrations[2]?.reasons.join()).toMatch(/begins a transaction that it never commits/u);
});

test('the pending batch of a target is proven on a replay of its history, and the target stays as it is', async () => {
  await using project = await createProject({ ...ORDERS, 'sql/V2__rows.sql': 'INSERT INTO orders VALUES (1, 5);\n' });
  expect((await project.run('migrate')).exitCode).toBe(0);
  project.files.write({
    'sql/V3__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
    'sql/U3__note.sql': 'ALTER TABLE orders DROP COLUMN note;\n',
  });
  const before = await project.history();
  const proof = proofOf(await pending(project));
  expect(proof).toMatchObject({ verdict: 'proven', base: { kind: 'history', applied: 2, gaps: [] } });
  expect(proof.migrations.map(brief)).toEqual(['3 ok ok exact ok proven']);
  expect(proof.sandbox?.targetServerVersion).toMatch(/^\d+/u);
  expect(await project.history()).toEqual(before);
  expect(await project.database.query("SELECT 1 FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'")).toEqual([]);
});

test('a target that is called as the databases are that every server has', async () => {
  await using project = await createProject(ORDERS);
  const target = new URL(project.database.url);
  target.pathname = '/postgres';
  const args = ['verify', '--json', `-url=${target.href}`, '-locations=filesystem:sql', '-table=no_such_history'];
  const { stdout } = await runFlyback(args, { cwd: project.files.directory });
  const proof = proofOf(JSON.parse(stdout) as Envelope);
  expect(proof).toMatchObject({ verdict: 'proven', summary: { proven: 1 } });
});

test('where the files do not give the schema of the target, it is copied, with the rows that the files make', async () => {
  await using project = await createProject({ ...ORDERS, 'sql/V2__rows.sql': 'INSERT INTO orders VALUES (1, 5);\n' });
  expect((await project.run('migrate')).exitCode).toBe(0);
  await project.database.query('CREATE TABLE by_hand (id bigint PRIMARY KEY REFERENCES orders)');
  project.files.write({
    'sql/V3__note.sql': 'ALTER TABLE by_hand ADD COLUMN note text;\nSELECT 1 / count(*) FROM orders;\n',
    'sql/U3__note.sql': 'ALTER TABLE by_hand DROP COLUMN note;\n',
  });
  const { base, verdict } = proofOf(await pending(project));
  expect({ base, verdict }).toEqual({
    base: {
      kind: 'target',
      applied: 2,
      gaps: [],
      notes: ['The files do not give the schema of the target: the table public.by_hand is missing'],
    },
    verdict: 'proven',
  });
  project.files.write({ 'sql/V3__note.sql': 'INSERT INTO by_hand VALUES (1);\n' });
  const without = proofOf(await pending(project, '-flyback.verify.base=target', '-flyback.verify.rows=none'));
  expect(without).toMatchObject({ verdict: 'unproven', base: { kind: 'target' } });
  expect(without.migrations[0]?.reasons[0]).toMatch(/^The sandbox does not have all rows of the target: .*by_hand_id_fkey/u);
});

test('a history that cannot be replayed proves nothing where no copy is wanted', async () => {
  await using project = await createProject(ORDERS);
  expect((await project.run('migrate')).exitCode).toBe(0);
  project.files.write({ 'sql/V2__t.sql': 'CREATE TABLE t (id int);\n', 'sql/U2__t.sql': 'DROP TABLE t;\n' });
  project.files.write({ 'sql/V1__orders.sql': 'CREATE TABLE orders (id int);\n' });
  const changed = 'V1__orders.sql has changed since the target applied it';
  const proof = proofOf(await pending(project, '-flyback.verify.base=history'));
  expect(proof).toMatchObject({ verdict: 'unproven', base: { kind: 'history', gaps: [changed] } });
  expect(proof.migrations.map(brief)).toEqual(['2 ok ok exact ok unproven']);
  const copied = proofOf(await pending(project));
  expect(copied).toMatchObject({ verdict: 'proven', base: { kind: 'target', gaps: [] } });
  expect(copied.base?.notes?.[0]).toBe(changed);
});

test('nothing pending: nothing to prove', async () => {
  await using project = await createProject(ORDERS);
  await project.run('migrate');
  expect(await pending(project)).toMatchObject({ ok: true, exitCode: 0, data: { verdict: null, migrations: [] } });
});

test('only the batch as a whole', async () => {
  const files = { ...ORDERS, 'sql/V2__a.sql': 'CREATE TABLE a (id int);\n', 'sql/U2__a.sql': 'DROP TABLE a;\n' };
  const proof = proofOf(await proved(files, '--whole'));
  expect(proof).toMatchObject({ verdict: 'proven', migrations: [], chain: { undone: 2, of: 2, restored: 'exact', reup: 'ok' } });
  const wrong = proofOf(
    await proved({ ...files, 'sql/U2__a.sql': 'SELECT 1;\n', 'sql/U1__orders.sql': 'DROP TABLE orders;\n' }, '--whole'),
  );
  expect(wrong.verdict).toBe('refuted');
  expect(wrong.chain?.differences).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'table', identity: 'public.a', change: 'added' })]),
  );
});

test('a range: those before it are applied, those after it left out', async () => {
  const files = {
    ...ORDERS,
    'sql/V2__a.sql': 'CREATE TABLE a (id int);\n',
    'sql/U2__a.sql': 'DROP TABLE a;\n',
    'sql/V3__b.sql': 'CREATE TABLE b (id int);\n',
    'sql/U3__b.sql': 'DROP TABLE b;\n',
  };
  using folder = createTempProject(files);
  const run = await runFlyback(['verify', '--from', '2', '--to', '2', '--json', '-locations=filesystem:sql'], { cwd: folder.directory });
  const proof = proofOf(JSON.parse(run.stdout) as Envelope);
  expect(proof.base).toMatchObject({ kind: 'files', applied: 1 });
  expect(proof.migrations.map(brief)).toEqual(['2 ok ok exact ok proven']);
});

test.each([
  [['--all', '--from', '2'], /does not go with/u],
  [['--from', 'x'], /version/iu],
  [[], /pending on a database, and none is configured|Unable to connect/u],
])('wrong usage exits 2: %j', async (args, message) => {
  using folder = createTempProject(ORDERS);
  const run = await runFlyback(['verify', '--json', '-locations=filesystem:sql', ...args], { cwd: folder.directory });
  const { error } = JSON.parse(run.stdout) as Envelope;
  expect(run.exitCode).toBe(2);
  expect(error?.message).toMatch(message);
});

test('a shadow server: a database of our own there, and never the target', async () => {
  await using project = await createProject(ORDERS);
  // Other tests make databases of their own on this server meanwhile.
  const databases = (): Promise<readonly unknown[]> =>
    project.database.query("SELECT datname FROM pg_database WHERE datname LIKE 'flyback\\_sandbox\\_%' ORDER BY 1");
  const before: readonly unknown[] = [];
  const admin = new URL(project.database.url);
  admin.pathname = '/postgres';
  // What a run has left that was killed.
  await project.database.query('CREATE DATABASE flyback_sandbox_4711_left TEMPLATE template0');
  const proof = proofOf(await pending(project, '-flyback.sandbox=shadow', `-flyback.shadowUrl=${admin.href}`));
  expect(proof).toMatchObject({ verdict: 'proven', sandbox: { kind: 'shadow' } });
  expect(await databases()).toEqual(before);
  const refused = await pending(project, '-flyback.sandbox=shadow', `-flyback.shadowUrl=${project.database.url}`);
  expect(refused).toMatchObject({ exitCode: 2, data: null, error: { code: 'ERR_SANDBOX_IS_TARGET' } });
  expect(await databases()).toEqual(before);
});

test('without any sandbox nothing is proven', async () => {
  const none = await proved(ORDERS, '-flyback.sandbox=shadow');
  expect(none).toMatchObject({ exitCode: 11, data: null, error: { code: 'ERR_SANDBOX_UNAVAILABLE' } });
  const dead = await proved(ORDERS, '-flyback.sandbox=shadow', '-flyback.shadowUrl=postgres://postgres:hidden@127.0.0.1:1/postgres');
  expect(dead).toMatchObject({ exitCode: 11, data: null, error: { code: 'ERR_SANDBOX_UNAVAILABLE' } });
  expect(JSON.stringify(dead)).not.toContain('hidden');
});

function leftovers(): readonly string[] {
  return ['/dev/shm', tmpdir()]
    .flatMap((parent) => (existsSync(parent) ? readdirSync(parent) : []))
    .filter((name) => name.startsWith('flyback-pg-'));
}

test('a sandbox of another major proves nothing', async () => {
  await using project = await createProject(ORDERS);
  await using other = await startMajor((await serverMajor()) === 15 ? 16 : 15);
  const proof = proofOf(await pending(project, '-flyback.sandbox=shadow', `-flyback.shadowUrl=${other.url}`));
  expect(proof).toMatchObject({ verdict: 'unproven', sandbox: { kind: 'shadow' } });
  expect(proof.migrations.map(brief)).toEqual(['1 ok ok exact ok unproven']);
  expect(proof.reasons[0]).toMatch(/^The sandbox is PostgreSQL 1[56]/u);
});

test('a sandbox that is killed proves nothing, and leaves nothing', async () => {
  await using project = await createProject({
    ...ORDERS,
    'sql/V2__sleep.sql': 'SELECT pg_sleep(60);\n',
    'sql/U2__sleep.sql': 'SELECT 1;\n',
  });
  const started = project.start('verify', '--json');
  const mark = `flyback-pg-${started.child.pid}-`;
  // A database of ours is there when one has a number that users' objects have.
  const hasDatabase = (path: string): boolean => {
    const base = join(path, 'data', 'base');
    return existsSync(base) && readdirSync(base).some((name) => Number(name) >= 16384);
  };
  const directory = await waitFor(() =>
    ['/dev/shm', tmpdir()]
      .flatMap((parent) => (existsSync(parent) ? readdirSync(parent).map((name) => ({ parent, name })) : []))
      .filter(({ name }) => name.startsWith(mark))
      .map(({ parent, name }) => join(parent, name))
      .find(hasDatabase),
  );
  process.kill(Number(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  const { exitCode, stdout } = await started.result;
  expect(exitCode).toBe(11);
  expect((JSON.parse(stdout) as Envelope).error?.code).toBe('ERR_SANDBOX_LOST');
  await waitFor(() => leftovers().every((name) => !name.startsWith(mark)) || undefined);
});

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come');
}

test.each(['SIGINT', 'SIGKILL'] as const)('%s in the middle leaves no server and no files', async (signal) => {
  await using project = await createProject({
    ...ORDERS,
    'sql/V2__sleep.sql': 'SELECT pg_sleep(60);\n',
  });
  const started = project.start('verify');
  const mark = `flyback-pg-${started.child.pid}-`;
  await waitFor(() => leftovers().find((name) => name.startsWith(mark)));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  started.child.kill(signal);
  const { exitCode } = await started.result;
  expect(exitCode).toBe(signal === 'SIGINT' ? 130 : null);
  await waitFor(() => leftovers().every((name) => !name.startsWith(mark)) || undefined);
});

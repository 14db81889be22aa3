import { expect, test } from 'vitest';
import type { Proof } from '../../src/model/verdict.ts';
import { createProject, type CompatibilityProject } from '../compatibility/project.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { startMajor } from '../support/server-of-major.ts';
import { createTempProject } from '../support/temp-project.ts';
import { serverMajor } from '../support/test-database.ts';

const FILES = {
  'sql/V1__orders.sql': `CREATE TABLE orders (id bigserial PRIMARY KEY, code text, note text);
CREATE INDEX orders_code ON orders (code);
CREATE SEQUENCE numbers;
CREATE TABLE todo (statement text);
INSERT INTO todo VALUES ('ALTER TABLE orders ADD COLUMN extra int');
`,
};
const BATCH = {
  'sql/V2__hidden.sql': 'DO $$ BEGIN EXECUTE (SELECT statement FROM todo); END $$;\n',
  'sql/U2__hidden.sql': 'ALTER TABLE orders DROP COLUMN extra;\n',
  'sql/V3__rows.sql': `INSERT INTO orders (code) SELECT 'taken ' || nextval('numbers');
DO $$ BEGIN ASSERT EXISTS (SELECT FROM orders WHERE code = 'taken 1'), 'the sequence went on'; END $$;
DROP INDEX orders_code;
`,
  'sql/U3__rows.sql': `CREATE INDEX orders_code ON orders (code);
DELETE FROM orders WHERE code LIKE 'taken%';
ALTER SEQUENCE numbers RESTART;
`,
  'sql/V4__note.sql': 'ALTER TABLE orders DROP COLUMN note;\n',
  'sql/V5__own.sql': 'BEGIN;\nALTER TABLE todo ADD COLUMN own int;\nCOMMIT;\n',
  'sql/V6__twice.sql': 'BEGIN;\nCREATE TABLE own (id int);\nCOMMIT;\nCREATE TABLE more (id int);\n',
  'sql/V7__index.sql': 'CREATE INDEX CONCURRENTLY orders_extra ON orders (extra);\n',
  'queries.sql': 'SELECT note FROM orders WHERE id = $1;\nSELECT id FROM orders WHERE code = $1;\nSELECT id FROM todo, orders;\n',
};

async function proofOf(project: CompatibilityProject, ...args: string[]): Promise<Proof> {
  const { stdout } = await project.run('verify', '--json', ...args);
  const { data, error } = JSON.parse(stdout) as { readonly data: Proof | null; readonly error?: { readonly message: string } };
  if (data === null) throw new Error(error?.message);
  return data;
}

test('a pending batch is observed, without a trace in what is proven; queries are explained before and after', async () => {
  await using project = await createProject(FILES);
  await project.run('migrate');
  project.files.write(BATCH);
  const { migrations, plans, planNotes } = await proofOf(project, '--queries', 'queries.sql', '--no-probe');
  const [hidden, rows, note, own, twice, index] = migrations.map(({ observed }) => observed);
  expect(hidden?.statements[0]?.surprises).toEqual(['predicted no lock on orders, took ACCESS EXCLUSIVE']);
  // What the observed INSERT took from the sequence was given back.
  expect(migrations[1]).toMatchObject({ up: 'ok', verdict: 'proven' });
  expect(rows?.statements.map(({ command }) => command)).toEqual(['INSERT', 'DO', 'DROP INDEX']);
  expect(note).toMatchObject({ problem: null, statements: [{ witness: 'transaction', surprises: [] }] });
  expect(own).toMatchObject({ problem: null, statements: [{ number: 2, locks: [{ relation: 'todo', mode: 'ACCESS EXCLUSIVE' }] }] });
  expect(twice).toMatchObject({ statements: [], problem: expect.stringContaining('ends its transaction itself') as string });
  expect(index?.statements).toMatchObject([{ witness: 'sampled', indexesBuilt: ['orders_extra'], scanned: ['orders'], surprises: [] }]);
  expect(plans?.slice(0, 2).map(({ outcome, since }) => `${outcome} ${since ?? ''}`)).toEqual([
    'broken V4__note.sql',
    'changed V3__rows.sql',
  ]);
  // Which way through a table without rows is taken differs from major to major.
  expect(plans?.[2]?.findings).toEqual([]);
  expect(plans?.[0]?.findings).toEqual([{ kind: 'broken', message: 'query 1 fails after V4__note.sql: column "note" does not exist' }]);
  expect(planNotes?.[0]).toMatch(/^The queries are planned as if their tables were too large/u);
});

test('files are observed where somebody wants it, and what is pending unless somebody does not', async () => {
  await using project = await createProject(FILES);
  expect((await proofOf(project, '--no-observe')).migrations[0]).not.toHaveProperty('observed');
  expect((await proofOf(project, '--all', '--observe')).migrations[0]?.observed).toMatchObject({ problem: null });
});

test('the queries on which the target spends most time', async () => {
  await using server = await startMajor(await serverMajor(), { shared_preload_libraries: 'pg_stat_statements' });
  using folder = createTempProject(FILES);
  const run = (...args: string[]): ReturnType<typeof runFlyback> =>
    runFlyback([...args, `-url=${server.url}`, '-locations=filesystem:sql'], { cwd: folder.directory });
  const refused = await run('verify', '--queries', 'pg_stat_statements', '--json');
  expect(refused.exitCode).toBe(2);
  expect(refused.stdout).toContain('pg_stat_statements is not installed in the target database');
  folder.write({
    'sql/V2__extension.sql':
      "CREATE EXTENSION pg_stat_statements;\nSELECT id FROM orders WHERE code = 'a';\nSELECT statement FROM todo WHERE statement = 'b';\n",
  });
  await run('migrate');
  folder.write({ 'sql/V3__index.sql': 'DROP INDEX orders_code;\n' });
  const { stdout } = await run('verify', '--queries', 'pg_stat_statements', '--json', '-flyback.assumeRows=orders=40M');
  const { plans = [] } = (JSON.parse(stdout) as { readonly data: Proof }).data;
  expect(plans).toMatchObject([
    {
      query: 'SELECT id FROM orders WHERE code = $1',
      source: 'pg_stat_statements',
      calls: 1,
      outcome: 'changed',
      findings: [{ kind: 'sequential-scan', message: expect.stringContaining('all of orders (40,000,000 rows on the target)') as string }],
    },
  ]);
});

test('a file of queries that is missing or empty is refused before anything starts', async () => {
  using folder = createTempProject({ ...FILES, 'empty.sql': '-- nothing\n' });
  const run = (file: string): ReturnType<typeof runFlyback> =>
    runFlyback(['verify', '--all', '--queries', file, '--json', '-locations=filesystem:sql'], { cwd: folder.directory });
  for (const [file, message] of [
    ['missing.sql', 'ENOENT'],
    ['empty.sql', 'holds no query'],
    ['pg_stat_statements', 'none is configured'],
  ] as const) {
    const { exitCode, stdout } = await run(file);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(message);
  }
});

test('statements whose work grows with rows are measured at two sizes, for the rows that the target has', async () => {
  await using project = await createProject({
    'sql/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL);\nCREATE TABLE "Odd" (id int);\n',
  });
  await project.run('migrate');
  project.files.write({
    'sql/V2__flag.sql': 'ALTER TABLE orders ADD COLUMN flag int;\nUPDATE orders SET flag = 1;\nCREATE INDEX ON "Odd" (id);\n',
    'sql/U2__flag.sql': 'DROP INDEX "Odd_id_idx";\nALTER TABLE orders DROP COLUMN flag;\n',
  });
  const { migrations, verdict } = await proofOf(project, '--measure', '12k', '-flyback.assumeRows=orders=1M');
  expect(verdict).toBe('proven');
  const { statements, problem } = migrations[0]?.observed ?? { statements: [], problem: '' };
  expect(statements.map(({ estimate }) => estimate?.rows ?? null)).toEqual([null, 1_000_000, null]);
  expect(statements[1]?.estimate?.basis).toMatch(/^measured 3 times each with 3,000 and 12,000 rows/u);
  expect(problem).toBe('How many rows Odd has on the target is not known: say it with flyback.assumeRows');
});

test.each([
  [['--measure', '80k'], 'how many rows the tables have is not known'],
  [['--measure', 'many', '-flyback.assumeRows=a=1'], 'no number of rows'],
  [['--measure', '80k', '--whole', '-flyback.assumeRows=a=1'], 'does not go with --whole'],
])('%s: refused', async (args, message) => {
  using folder = createTempProject(FILES);
  const { exitCode, stdout } = await runFlyback(['verify', '--all', '--json', '-locations=filesystem:sql', ...args], {
    cwd: folder.directory,
  });
  expect(exitCode).toBe(2);
  expect(stdout).toContain(message);
});

import { expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { createProject, type CompatibilityProject } from '../compatibility/project.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { runFlyback } from '../support/run-flyback.ts';

const SHOP = {
  'sql/V1__orders.sql': `CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL);
CREATE TABLE order_items (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders (id));
INSERT INTO orders SELECT g, 'customer number ' || g FROM generate_series(1, 20000) g;`,
};
const EXAMPLE = "ALTER TABLE orders ADD COLUMN priority VARCHAR(20) DEFAULT 'normal';\n";

interface Envelope {
  readonly ok: boolean;
  readonly command: string;
  readonly exitCode: number;
  readonly data: Plan | null;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null };
}

async function applied(files: Readonly<Record<string, string>>): Promise<CompatibilityProject> {
  const project = await createProject(SHOP);
  const { exitCode } = await project.run('migrate');
  expect(exitCode).toBe(0);
  project.files.write(files);
  return project;
}

async function planned(project: CompatibilityProject, ...args: string[]): Promise<Envelope> {
  const { stdout } = await project.run('plan', '--json', ...args);
  return JSON.parse(stdout) as Envelope;
}

function dataOf({ data, error }: Envelope): Plan {
  if (data === null) throw new Error(`no plan: ${error?.message ?? ''}`);
  return data;
}

test("AutoDB's example scores 35, medium, and reaches order_items through the foreign key", async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  const plan = dataOf(await planned(project));
  expect(plan.risk).toMatchObject({ score: 35, category: 'medium' });
  expect(plan.affected.map(({ table, impact, cascadePath }) => ({ table, impact, cascadePath }))).toEqual([
    { table: 'orders', impact: 'direct', cascadePath: null },
    { table: 'order_items', impact: 'cascade', cascadePath: ['orders', 'order_items'] },
  ]);
  expect(plan.hasIrreversible).toBe(false);
  expect(plan.scripts[0]?.undo).toMatchObject({ source: 'generated', sql: 'ALTER TABLE orders DROP COLUMN priority;\n' });
  expect(plan.scripts[0]?.statements[0]).toMatchObject({
    command: 'ALTER TABLE',
    tag: 'additive',
    blocks: 'blocks-reads-and-writes',
    work: [],
    segment: 1,
  });
  expect(plan.scripts[0]?.statements[0]?.sql).toBe(EXAMPLE.trim().slice(0, -1));
});

test('the plan id is the same however often it is asked for, and another one after any change', async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  const first = dataOf(await planned(project));
  expect(first.id).toMatch(/^sha256:[0-9a-f]{64}$/u);
  expect(dataOf(await planned(project)).id).toBe(first.id);
  expect(dataOf(await planned(project, '--format=json=again.json')).id).toBe(first.id);
  project.files.write({ 'sql/V2__priority.sql': EXAMPLE.replace('normal', 'normaL') });
  const changed = dataOf(await planned(project));
  expect(changed.id).not.toBe(first.id);
  project.files.write({ 'sql/V2__priority.sql': EXAMPLE, 'sql/U2__priority.sql': 'ALTER TABLE orders DROP COLUMN priority;' });
  const withUndo = dataOf(await planned(project));
  expect(withUndo.scripts[0]?.undo?.source).toBe('file');
  expect([first.id, changed.id]).not.toContain(withUndo.id);
  const otherSetting = dataOf(await planned(project, '-placeholderPrefix=@{'));
  expect([first.id, changed.id, withUndo.id]).not.toContain(otherSetting.id);
});

test('plan changes nothing, not even the history table', async () => {
  await using project = await createProject(SHOP);
  const plan = dataOf(await planned(project));
  expect(plan.scripts.map(({ script }) => script)).toEqual(['V1__orders.sql']);
  expect(await project.database.query("SELECT 1 FROM pg_class WHERE relname IN ('orders', 'flyway_schema_history')")).toEqual([]);
});

test('sizes of the target decide: an index on a small table is no matter, on a large one it is', async () => {
  await using project = await applied({ 'sql/V2__index.sql': 'CREATE INDEX orders_customer ON orders (customer);' });
  const small = dataOf(await planned(project));
  const [work] = small.scripts[0]?.statements[0]?.work ?? [];
  expect(work).toMatchObject({ relation: 'orders', under: [{ relation: 'orders', mode: 'SHARE' }] });
  expect(work?.estimate?.highMs).toBeLessThan(2000);
  const large = dataOf(await planned(project, '--assume-rows', 'orders=40M'));
  expect(large.scripts[0]?.statements[0]?.hazards[0]).toMatchObject({ rule: 'create-index-blocks-writes', severity: 'high' });
  expect(large.scripts[0]?.statements[0]?.blocksFor?.basis).toContain('40M rows assumed');
});

test('a batch is followed as one: what an earlier migration makes, a later one finds', async () => {
  await using project = await applied({
    'sql/V2__table.sql': 'CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric(10,2));',
    'sql/V3__index.sql': 'CREATE INDEX invoices_total ON invoices (total);\nALTER TABLE invoices ALTER COLUMN total TYPE numeric(12,4);',
    'sql/V4__concurrently.sql': 'CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);',
  });
  const plan = dataOf(await planned(project));
  expect(plan.scripts.map(({ statements }) => statements.map(({ segment }) => segment))).toEqual([[1], [2, 2], [null]]);
  expect(plan.risk.category).toBe('low');
});

test('flyback.riskLimit makes plan exit 10', async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  const envelope = await planned(project, '--risk-limit', '34');
  expect(envelope).toMatchObject({ ok: false, exitCode: 10, command: 'plan' });
  expect((await planned(project, '--risk-limit', '35')).exitCode).toBe(0);
});

test('broken SQL is a hazard at its place, and the others are judged all the same', async () => {
  await using project = await applied({
    'sql/V2__broken.sql': 'SELECT 1;\n\nALTER TABEL orders ADD COLUMN x int;\n\\d orders\nALTER TABLE orders DROP COLUMN customer;',
    'sql/V3__priority.sql': EXAMPLE,
  });
  const plan = dataOf(await planned(project));
  const hazards = plan.scripts[0]?.statements.flatMap((statement) => statement.hazards) ?? [];
  expect(hazards.find(({ rule }) => rule === 'syntax-error')).toMatchObject({ severity: 'critical', region: { line: 3, column: 7 } });
  expect(hazards.find(({ rule }) => rule === 'syntax-error')?.message).toContain('syntax error at or near "TABEL"');
  expect(hazards.find(({ rule }) => rule === 'psql-meta-command')).toMatchObject({ region: { line: 4, column: 1 } });
  expect(plan.coverage.opaqueStatements).toBeGreaterThan(0);
  expect(plan.scripts[1]?.statements).toHaveLength(1);
  const { stdout } = await project.run('plan');
  expect(stdout).toContain('V2__broken.sql:3:7');
});

test('a target that goes away in the middle: the error says so, nothing is printed as a plan', async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  await using proxy = await startTcpProxy(project.database);
  proxy.watch((chunk) => !chunk.includes('pg_constraint'));
  const { exitCode, stdout } = await runFlyback(
    [
      `-url=jdbc:postgresql://127.0.0.1:${proxy.port}/${project.database.name}`,
      `-user=${project.database.user}`,
      '-locations=filesystem:sql',
      'plan',
      '--json',
    ],
    { cwd: project.files.directory, env: { FLYWAY_PASSWORD: project.database.password } },
  );
  expect(exitCode).toBe(1);
  const envelope = JSON.parse(stdout) as Envelope;
  expect(envelope).toMatchObject({ ok: false, data: null, error: { code: 'ERR_DB_LOST' } });
});

test('a role that may not read a catalog: what is missing is said, the rest is judged', async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  const role = `reader_${project.database.name}`;
  await project.database.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA public TO ${role}; GRANT SELECT ON flyway_schema_history TO ${role}`,
  );
  await project.database.query('REVOKE SELECT ON pg_catalog.pg_trigger FROM PUBLIC');
  try {
    const { stdout } = await runFlyback(
      [`-url=${project.database.jdbcUrl}`, `-user=${role}`, '-locations=filesystem:sql', 'plan', '--json'],
      {
        cwd: project.files.directory,
        env: { FLYWAY_PASSWORD: 'secret' },
      },
    );
    const plan = dataOf(JSON.parse(stdout) as Envelope);
    expect(plan.coverage.notAnalysed.join('\n')).toMatch(/trigger/u);
    expect(plan.scripts[0]?.statements).toHaveLength(1);
  } finally {
    await project.database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});

test('every format is written where it is wanted', async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  const { exitCode, stderr } = await project.run(
    'plan',
    '--format',
    'html=plan.html,markdown=plan.md,sarif=plan.sarif,gitlab=quality.json,github=notes.txt,json=plan.json',
  );
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const { readFileSync } = await import('node:fs');
  const read = (name: string): string => readFileSync(`${project.files.directory}/${name}`, 'utf8');
  expect(read('plan.html')).toContain('ALTER TABLE orders ADD COLUMN priority');
  expect(read('plan.md').startsWith('<!-- flyback:plan -->')).toBe(true);
  expect(JSON.parse(read('plan.sarif'))).toMatchObject({ version: '2.1.0' });
  expect(JSON.parse(read('plan.json'))).toMatchObject({ risk: { score: 35 } });
  const wrong = await project.run('plan', '--format', 'pdf');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('There is no format pdf');
});

test('no secret is printed', async () => {
  await using project = await applied({ 'sql/V2__priority.sql': EXAMPLE });
  const { stdout, stderr } = await runFlyback(
    [
      `-url=postgres://${project.database.user}:s3cr3t-word@${project.database.host}:${project.database.port}/${project.database.name}`,
      '-locations=filesystem:sql',
      'plan',
      '--json',
    ],
    { cwd: project.files.directory },
  );
  expect(stdout + stderr).not.toContain('s3cr3t-word');
});

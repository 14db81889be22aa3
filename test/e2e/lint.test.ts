import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allHazards } from '../../src/model/plan.ts';
import type { Hazard } from '../../src/model/hazard.ts';
import type { Plan } from '../../src/model/plan.ts';
import { runFlyback, type RunResult } from '../support/run-flyback.ts';
import { createTempProject, type TempProject } from '../support/temp-project.ts';

const ORDERS = 'CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL);\n';
const INDEX = 'CREATE INDEX orders_customer ON orders (customer);\n';

interface Linted {
  readonly exitCode: number | null;
  readonly plan: Plan;
  readonly hazards: readonly Hazard[];
  readonly rules: readonly string[];
}

const run = (project: TempProject, ...args: string[]): Promise<RunResult> =>
  runFlyback(['-locations=filesystem:sql', ...args], { cwd: project.directory });

async function lint(project: TempProject, ...args: string[]): Promise<Linted> {
  const { exitCode, stdout, stderr } = await run(project, 'lint', '--json', ...args);
  const envelope = JSON.parse(stdout) as { readonly data: Plan | null; readonly error?: unknown };
  if (envelope.data === null) throw new Error(`lint failed: ${JSON.stringify(envelope.error)} ${stderr}`);
  const hazards = allHazards(envelope.data);
  return { exitCode, plan: envelope.data, hazards, rules: hazards.map(({ rule }) => rule) };
}

test('of a whole folder each migration is a batch of its own: earlier tables may be full', async () => {
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS, 'sql/V2__index.sql': INDEX });
  const { exitCode, hazards } = await lint(project);
  expect(exitCode).toBe(10);
  expect(hazards.find(({ rule }) => rule === 'create-index-blocks-writes')).toMatchObject({
    severity: 'high',
    region: { file: expect.stringContaining('V2__index.sql') as string, line: 1, column: 1 },
    relation: 'orders',
  });
});

test('an index on a table of the same migration is no matter', async () => {
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS + INDEX });
  expect(await lint(project)).toMatchObject({ exitCode: 0, rules: [] });
});

test('files that are named are one batch; the others are only followed', async () => {
  using project = createTempProject({
    'sql/V1__old.sql': 'CREATE TABLE old (id int PRIMARY KEY);\nCREATE TABLE bad (id int PRIMARY KEY, c int);',
    'sql/V2__drop.sql': 'DROP TABLE bad;',
    'sql/V3__orders.sql': ORDERS,
    'sql/V4__index.sql': INDEX,
  });
  expect((await lint(project, 'sql/V3__orders.sql', 'sql/V4__index.sql')).rules).toEqual([]);
  expect((await lint(project, 'sql/V4__index.sql')).rules).toEqual(['create-index-blocks-writes']);
  expect((await lint(project, 'sql/V2__drop.sql')).rules).toContain('drop-table');
});

test('--fail-on and --assume-rows', async () => {
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS, 'sql/V2__index.sql': INDEX });
  expect((await lint(project, '--fail-on', 'critical')).exitCode).toBe(0);
  expect((await lint(project, '--fail-on', 'never')).exitCode).toBe(0);
  const small = await lint(project, '--assume-rows', 'orders=100');
  expect(small.exitCode).toBe(0);
  expect(small.hazards[0]?.severity).toBe('low');
  const wrong = await run(project, 'lint', '--assume-rows', 'orders=many');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('orders=many');
});

test('rules are switched on and off, and a typo is answered with what was meant', async () => {
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS, 'sql/V2__index.sql': INDEX });
  expect((await lint(project, '-flyback.rules=-create-index-blocks-writes')).rules).toEqual([]);
  const wrong = await run(project, 'lint', '-flyback.rules=-create-index-block-writes');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('Did you mean create-index-blocks-writes?');
});

test("a project's own rules, from a module of its own", async () => {
  using project = createTempProject({
    'sql/V1__orders.sql': ORDERS,
    'rules.mjs': `export const rules = [{ id: 'no-orders', scope: 'statement', title: 'No orders', group: 'policy', severity: 'high', why: '', safer: 'Call it purchases.',
      documentation: 'https://example.com', alsoKnownAs: [],
      check: ({ node }) => ('CreateStmt' in node && node.CreateStmt.relation.relname === 'orders' ? [{ message: 'The table is called orders.' }] : []) }];`,
  });
  const { rules, exitCode } = await lint(project, '-flyback.rulesModule=./rules.mjs');
  expect(rules).toEqual(['no-orders']);
  expect(exitCode).toBe(10);
  const missing = await run(project, 'lint', '-flyback.rulesModule=./nowhere.mjs');
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain('nowhere.mjs');
});

test('a suppression is shown, and covers nothing else', async () => {
  using project = createTempProject({
    'sql/V1__orders.sql': ORDERS,
    'sql/V2__index.sql': `-- flyback:allow create-index-blocks-writes reason="written at night" until=2999-12-31 by=dba\n${INDEX}CREATE INDEX orders_id ON orders (id, customer);\n`,
  });
  const { hazards, exitCode, plan } = await lint(project);
  expect(exitCode).toBe(10);
  expect(hazards.map(({ region, suppressedBy }) => [region.line, suppressedBy?.reason ?? null])).toEqual([
    [2, 'written at night'],
    [3, null],
  ]);
  expect(plan.scripts[0]?.suppressions ?? plan.scripts[1]?.suppressions).toBeDefined();
  project.write({
    'sql/V2__index.sql': `-- flyback:allow-file create-index-blocks-writes reason="small table"\n${INDEX}CREATE INDEX orders_id ON orders (id, customer);\n`,
  });
  expect((await lint(project)).exitCode).toBe(0);
  expect((await run(project, 'lint')).stdout).toContain('small table');
});

test.each([
  ['over its date', '-- flyback:allow create-index-blocks-writes reason="x" until=2020-01-01', 'suppression-expired'],
  ['without a reason', '-- flyback:allow create-index-blocks-writes', 'suppression-invalid'],
  ['for a rule that does not exist', '-- flyback:allow create-index reason="x"', 'suppression-invalid'],
  ['with a wrong date', '-- flyback:allow create-index-blocks-writes reason="x" until=tomorrow', 'suppression-invalid'],
  ['for what does not happen', '-- flyback:allow drop-table reason="x"', 'suppression-unused'],
])('a suppression %s is an error', async (_what, comment, rule) => {
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS, 'sql/V2__index.sql': `${comment}\n${INDEX}` });
  const { rules, exitCode } = await lint(project);
  expect(rules).toContain(rule);
  expect(rules).toContain('create-index-blocks-writes');
  expect(exitCode).toBe(10);
});

test('a broken file does not keep the others from being judged', async () => {
  using project = createTempProject({
    'sql/V1__orders.sql': ORDERS,
    'sql/V2__open.sql': "SELECT 'never closed;\n",
    'sql/V3__copy.sql': 'COPY orders FROM stdin;\n1\ta\n',
    'sql/V4__mixed.sql': 'CREATE INDEX CONCURRENTLY a ON orders (id);\nALTER TABLE orders ADD COLUMN x int;\n',
    'sql/V5__index.sql': INDEX,
    'sql/V5__other.sql': 'SELECT 1;\n',
    'sql/V6__syntax.sql': 'CREATE TABEL x (id int);\n',
    'sql/V7__placeholder.sql': 'CREATE TABLE ${name} (id int PRIMARY KEY);\n',
  });
  const { rules, plan } = await lint(project);
  for (const rule of ['unreadable-script', 'mixed-transaction', 'create-index-blocks-writes', 'duplicate-version', 'syntax-error'])
    expect(rules).toContain(rule);
  expect(plan.coverage.notAnalysed.join('\n')).toContain('the placeholder name has no value here');
});

test('nothing to judge is wrong usage', async () => {
  using project = createTempProject({ 'sql/readme.txt': '' });
  const { exitCode, stderr } = await run(project, 'lint');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('There is no migration to judge');
});

test('100,000 statements are judged in bounded memory', async () => {
  const statements = Array.from({ length: 100_000 }, (_, at) => `INSERT INTO orders VALUES (${at}, 'customer ${at}');`);
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS, 'sql/V2__many.sql': `${statements.join('\n')}\n` });
  const { plan, exitCode } = await lint(project);
  expect(exitCode).toBe(0);
  expect(plan.coverage.statements).toBe(100_001);
}, 60_000);

function git(project: TempProject, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: project.directory, stdio: 'pipe' });
}

/** A repository whose branch `main` has versions 1 to 3, and a change that came late. */
function lateChange(): TempProject {
  const project = createTempProject({ 'sql/V1__orders.sql': ORDERS, 'sql/V2__index.sql': INDEX });
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '.');
  git(project, 'commit', '-qm', 'one');
  git(project, 'checkout', '-qb', 'change');
  project.write({
    'sql/V3__mine.sql': 'ALTER TABLE orders ADD COLUMN mine int;\n',
    'sql/U3__mine.sql': 'ALTER TABLE orders DROP COLUMN mine;\n',
    'sql/V3__mine.sql.conf': 'executeInTransaction=true\n',
    'sql/V4__mine_too.sql': 'ALTER TABLE orders ADD COLUMN too int;\n',
  });
  git(project, 'checkout', '-q', 'main');
  project.write({
    'sql/V3__theirs.sql': 'ALTER TABLE orders ADD COLUMN theirs int;\n',
    'sql/V5__theirs.sql': 'ALTER TABLE orders ADD COLUMN five int;\n',
  });
  git(project, 'add', 'sql/V3__theirs.sql', 'sql/V5__theirs.sql');
  git(project, 'commit', '-qm', 'theirs');
  git(project, 'checkout', '-q', 'change');
  project.write({ 'sql/V3__theirs.sql': null, 'sql/V5__theirs.sql': null });
  return project;
}

test('versions that the base branch has taken or overtaken are found, and only what differs is judged', async () => {
  using project = lateChange();
  const { hazards, plan } = await lint(project, '--base', 'main');
  expect(hazards.map(({ rule, region }) => [rule, region.file.split('/').at(-1)])).toEqual([
    ['duplicate-version', 'V3__mine.sql'],
    ['version-below-base', 'V4__mine_too.sql'],
  ]);
  expect(plan.scripts.map(({ script }) => script)).toEqual(['V3__mine.sql', 'V4__mine_too.sql']);
  const unknown = await run(project, 'lint', '--base', 'origin/nowhere');
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('origin/nowhere');
});

test('renumber gives new files the next free versions, undo and configuration with them', async () => {
  using project = lateChange();
  const names = (): readonly string[] => readdirSync(join(project.directory, 'sql')).toSorted();
  const before = names();
  const dry = await run(project, 'renumber', '--base', 'main', '--dry-run');
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toContain('would rename');
  expect(names()).toEqual(before);
  const { exitCode, stdout } = await run(project, 'renumber', '--base', 'main');
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  expect(names()).toEqual(['U6__mine.sql', 'V1__orders.sql', 'V2__index.sql', 'V6__mine.sql', 'V6__mine.sql.conf', 'V7__mine_too.sql']);
  expect((await lint(project, '--base', 'main')).rules).toEqual([]);
  expect((await run(project, 'renumber', '--base', 'main')).stdout).toContain('nothing to rename');
});

test('renumber without a base or a target does not guess', async () => {
  using project = createTempProject({ 'sql/V1__orders.sql': ORDERS });
  const { exitCode, stderr } = await run(project, 'renumber');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Nothing was renamed');
});

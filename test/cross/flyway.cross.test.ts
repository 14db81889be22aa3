import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { flywayCommand } from '../support/flyway.ts';
import type { RunResult } from '../support/run-flyback.ts';
import { runFlyback } from '../support/run-flyback.ts';
import type { TempProject } from '../support/temp-project.ts';
import { createTempProject } from '../support/temp-project.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { createTestDatabase } from '../support/test-database.ts';

type Tool = 'flyback' | 'flyway';

const ROUNDS = 20;
const VERSIONS = 6;
const HISTORY = `SELECT version, description, type, script, checksum, success FROM flyway_schema_history ORDER BY installed_rank`;

function run(tool: Tool, database: TestDatabase, project: TempProject, ...args: string[]): Promise<RunResult> {
  const target = [`-url=${database.jdbcUrl}`, `-user=${database.user}`, '-locations=filesystem:sql', `-installedBy=${tool}`];
  const options = { cwd: project.directory, timeoutMs: 120_000, env: { FLYWAY_PASSWORD: database.password } };
  return runFlyback([...target, ...args], tool === 'flyway' ? { ...options, command: flywayCommand() } : options);
}

async function expectGreen(database: TestDatabase, project: TempProject): Promise<void> {
  for (const tool of ['flyback', 'flyway'] as const) {
    const { exitCode, stdout, stderr } = await run(tool, database, project, 'validate');
    expect({ tool, exitCode, output: exitCode === 0 ? '' : stdout + stderr }).toEqual({ tool, exitCode: 0, output: '' });
  }
}

// Whatever moves a checksum: line ends, byte order mark, no final newline, other letters, placeholders, an empty file.
const FILES: readonly (readonly [string, string])[] = [
  ['sql/V1__plain.sql', 'CREATE TABLE t (id integer PRIMARY KEY, word text);\n'],
  ['sql/V2__windows.sql', "INSERT INTO t VALUES (1, 'a');\r\nINSERT INTO t VALUES (2, 'b');\r\n"],
  ['sql/V2.1__byte_order_mark.sql', '\uFEFFCREATE VIEW v AS SELECT * FROM t;\n'],
  ['sql/V3_0__no_final_newline.sql', "INSERT INTO t VALUES (3, 'äß→😀')"],
  ['sql/V4__function.sql', 'CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$;\n'],
  ['sql/V005__placeholder.sql', "INSERT INTO t VALUES (4, '${flyway:database}');\n"],
  ['sql/V6__copy.sql', 'COPY t (id, word) FROM stdin;\n5\tfive\n6\t\\N\n\\.\n'],
  ['sql/V7__only_a_comment.sql', '-- nothing to do\n'],
  ['sql/R__view.sql', 'CREATE OR REPLACE VIEW w AS SELECT count(*) FROM t;\n'],
  ['sql/V8__last.sql', 'ALTER TABLE t ADD COLUMN extra text;\n'],
];

test.each(['flyback', 'flyway'] as const)('alternating runs, %s first: each accepts what the other wrote', async (first) => {
  await using database = await createTestDatabase();
  using project = createTempProject();
  const second = first === 'flyback' ? 'flyway' : 'flyback';
  for (const [i, [path, text]] of FILES.entries()) {
    project.write({ [path]: text });
    const tool = i % 2 === 0 ? first : second;
    expect(await run(tool, database, project, 'migrate')).toMatchObject({ exitCode: 0 });
    await expectGreen(database, project);
  }
  expect(await database.query('SELECT count(*)::int AS n FROM flyway_schema_history WHERE success')).toEqual([{ n: FILES.length }]);
});

test('both write the same history', async () => {
  using project = createTempProject(Object.fromEntries(FILES));
  const histories: unknown[] = [];
  for (const tool of ['flyback', 'flyway'] as const) {
    await using database = await createTestDatabase();
    expect(await run(tool, database, project, 'migrate')).toMatchObject({ exitCode: 0 });
    histories.push(await database.query(HISTORY));
  }
  expect(histories[0]).toEqual(histories[1]);
  expect(histories[0]).toHaveLength(FILES.length);
});

test('Flyway carries on after an undo, a repair and a baseline of flyback', async () => {
  await using database = await createTestDatabase();
  using project = createTempProject({
    'sql/V2__two.sql': 'CREATE TABLE two ();\n',
    'sql/U2__two.sql': 'DROP TABLE two;\n',
  });
  expect(await run('flyback', database, project, 'baseline', '-baselineVersion=1')).toMatchObject({ exitCode: 0 });
  expect(await run('flyway', database, project, 'migrate')).toMatchObject({ exitCode: 0 });
  expect(await run('flyback', database, project, 'undo')).toMatchObject({ exitCode: 0 });
  expect(await database.query(`SELECT to_regclass('two') AS two`)).toEqual([{ two: null }]);
  expect(await run('flyway', database, project, 'migrate')).toMatchObject({ exitCode: 0 });
  await expectGreen(database, project);
  project.write({ 'sql/V2__two.sql': 'CREATE TABLE two (); -- changed\n' });
  expect((await run('flyway', database, project, 'validate')).exitCode).toBe(1);
  expect(await run('flyback', database, project, 'repair')).toMatchObject({ exitCode: 0 });
  await expectGreen(database, project);
});

test(`both at once, ${ROUNDS} rounds: each version is applied once, and none is lost`, async () => {
  const files: Record<string, string> = {
    'sql/V1__table.sql': 'CREATE TABLE applied (version integer);\nINSERT INTO applied VALUES (1);\n',
  };
  for (let v = 2; v <= VERSIONS; v++) files[`sql/V${v}__step.sql`] = `INSERT INTO applied VALUES (${v});\nSELECT pg_sleep(0.05);\n`;
  using project = createTempProject(files);
  const expected = Array.from({ length: VERSIONS }, (_, i) => i + 1);
  for (let round = 0; round < ROUNDS; round++) {
    await using database = await createTestDatabase();
    const flyway = run('flyway', database, project, 'migrate');
    // A JVM starts slower than Node, so flyback waits: it meets Flyway at another moment in every round.
    await sleep(300 + round * 50);
    const both = await Promise.all([flyway, run('flyback', database, project, 'migrate')]);
    expect(both.map(({ exitCode, stdout, stderr }) => (exitCode === 0 ? 0 : stdout + stderr))).toEqual([0, 0]);
    expect(await database.query('SELECT version FROM applied ORDER BY version')).toEqual(expected.map((version) => ({ version })));
    const history = await database.query(`SELECT version::int AS version, success FROM flyway_schema_history ORDER BY 1`);
    expect(history).toEqual(expected.map((version) => ({ version, success: true })));
  }
});

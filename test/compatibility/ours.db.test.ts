import { expect, test } from 'vitest';
import { createProject } from './project.ts';

const PAIRS = Object.fromEntries(
  [1, 2, 3, 4].flatMap((n) => [
    [`sql/V${n}__t${n}.sql`, `CREATE TABLE t${n} (id int);\n`],
    [`sql/U${n}__t${n}.sql`, `DROP TABLE t${n};\n`],
  ]),
) as Record<string, string>;

async function tables(project: Awaited<ReturnType<typeof createProject>>): Promise<string> {
  const [row] = await project.database.query<{ names: string | null }>(
    "SELECT string_agg(relname, ',' ORDER BY relname) AS names FROM pg_class WHERE relname ~ '^t\\d$'",
  );
  return row?.names ?? '';
}

test('undo takes back the last one, a count, down to a target, or exactly those picked', async () => {
  await using project = await createProject(PAIRS);
  const again = async (): Promise<void> => expect((await project.run('migrate')).exitCode).toBe(0);
  await again();
  expect(await tables(project)).toBe('t1,t2,t3,t4');
  expect((await project.run('undo')).exitCode).toBe(0);
  expect(await tables(project)).toBe('t1,t2,t3');
  await again();
  expect((await project.run('undo', '-count=3')).exitCode).toBe(0);
  expect(await tables(project)).toBe('t1');
  await again();
  const down = await project.run('undo', '-target=3');
  expect(down.stdout).toContain('Successfully undid 2 migrations to schema "public", now at version v2');
  expect(await tables(project)).toBe('t1,t2');
  await again();
  expect((await project.run('undo', '-cherryPick=4,2')).exitCode).toBe(0);
  expect(await tables(project)).toBe('t1,t3');
});

test('undo without a U file says which file is missing and changes nothing', async () => {
  await using project = await createProject({ 'sql/V1__only.sql': 'CREATE TABLE t1 (id int);\n' });
  await project.run('migrate');
  const { exitCode, stderr } = await project.run('undo');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no corresponding undo migration has been found');
  expect(stderr).toContain('U1__only.sql');
  expect(await tables(project)).toBe('t1');
});

test('undo that fails is rolled back, says so, and leaves the migration applied', async () => {
  await using project = await createProject({
    'sql/V1__a.sql': 'CREATE TABLE t1 (id int);\n',
    'sql/U1__a.sql': 'DROP TABLE t1;\nDROP TABLE nowhere;\n',
  });
  await project.run('migrate');
  const { exitCode, stderr } = await project.run('undo');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Undo of migration of schema "public" to version 1 - a failed! Changes successfully rolled back.');
  expect(await tables(project)).toBe('t1');
  expect(await project.history()).toHaveLength(1);
});

test('undo with nothing applied says so', async () => {
  await using project = await createProject(PAIRS);
  const { exitCode, stdout } = await project.run('undo');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('has no migrations to undo');
});

test('undo as a group is one transaction', async () => {
  await using project = await createProject({ ...PAIRS, 'sql/U2__t2.sql': 'DROP TABLE nowhere;\n' });
  await project.run('migrate');
  expect((await project.run('undo', '-count=3', '-group=true')).exitCode).toBe(1);
  expect(await tables(project)).toBe('t1,t2,t3,t4');
});

test('undo callbacks run around it', async () => {
  await using project = await createProject({
    ...PAIRS,
    'sql/V1__t1.sql': 'CREATE TABLE t1 (id int);\nCREATE TABLE log (n serial, what text);\n',
    ...Object.fromEntries(
      ['beforeUndo', 'beforeEachUndo', 'beforeEachUndoStatement', 'afterEachUndoStatement', 'afterEachUndo', 'afterUndo'].map((event) => [
        `sql/${event}.sql`,
        `INSERT INTO log (what) VALUES ('${event}');\n`,
      ]),
    ),
  });
  await project.run('migrate');
  expect((await project.run('undo')).exitCode).toBe(0);
  expect((await project.database.query<{ what: string }>('SELECT what FROM log ORDER BY n')).map(({ what }) => what)).toEqual([
    'beforeUndo',
    'beforeEachUndo',
    'beforeEachUndoStatement',
    'afterEachUndoStatement',
    'afterEachUndo',
    'afterUndo',
  ]);
});

test('cherryPick applies only what is named, in the order given', async () => {
  await using project = await createProject(PAIRS);
  expect((await project.run('migrate', '-cherryPick=3,1')).exitCode).toBe(0);
  expect((await project.history()).map(({ version }) => version)).toEqual(['3', '1']);
});

test('errorOverrides turns errors into warnings and notices into errors', async () => {
  await using project = await createProject({
    'sql/V1__o.sql': 'CREATE TABLE t1 (id int);\nCREATE TABLE t1 (id int);\nSELECT 1 / 0;\nCREATE TABLE t2 (id int);\n',
  });
  const { exitCode, stdout } = await project.run('migrate', '-errorOverrides=42P07:0:I,22012:*:W-');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('DB: relation "t1" already exists (SQL State: 42P07 - Error Code: 0)');
  expect(stdout).toContain('WARNING: DB: division by zero\n');
  expect(await tables(project)).toBe('t1,t2');
  project.files.write({ 'sql/V2__n.sql': 'CREATE TABLE IF NOT EXISTS t1 (id int);\nCREATE TABLE t3 (id int);\n' });
  expect((await project.run('migrate', '-errorOverrides=42P07:0:E')).exitCode).toBe(1);
  expect(await tables(project)).toBe('t1,t2');
});

test('shouldExecute in a script configuration decides whether a migration runs', async () => {
  await using project = await createProject({
    ...PAIRS,
    'sql/V2__t2.sql.conf': 'shouldExecute=${stage}==production\n',
  });
  expect((await project.run('migrate', '-placeholders.stage=test')).exitCode).toBe(0);
  expect(await tables(project)).toBe('t1,t3,t4');
  expect((await project.run('validate', '-placeholders.stage=test')).exitCode).toBe(0);
});

test('reportEnabled writes an HTML and a JSON report and names them in the JSON', async () => {
  await using project = await createProject({ 'sql/V1__a.sql': 'CREATE TABLE t1 (id int);\n' });
  const { document } = await project.json('migrate', '-reportEnabled=true', '-reportFilename=out/result');
  const { readFileSync } = await import('node:fs');
  expect(document['htmlReport']).toBe(`${project.files.directory}/out/result.html`);
  expect(readFileSync(String(document['htmlReport']), 'utf8')).toContain('<h2>migrate: <span class="s good">succeeded</span></h2>');
  expect(JSON.parse(readFileSync(String(document['jsonReport']), 'utf8'))).toHaveProperty('individualResults.0.operation', 'migrate');
});

test('info --exit-code says by its exit code whether something is pending', async () => {
  await using project = await createProject({ 'sql/V1__a.sql': 'CREATE TABLE t1 (id int);\n' });
  expect((await project.run('info', '--exit-code')).exitCode).toBe(3);
  await project.run('migrate');
  expect((await project.run('info', '--exit-code')).exitCode).toBe(0);
});

test.for(['check', 'snapshot', 'diff', 'deploy', 'auth'])(
  '%s, which flyback leaves out, is answered with what to use instead',
  async (command) => {
    await using project = await createProject({});
    const { exitCode, stderr } = await project.run(command);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${command} is a command of Flyway that flyback does not have`);
    expect(stderr).toContain('Hint');
  },
);

test('an error names file, line and column with a caret, what became of it, and the next step', async () => {
  await using project = await createProject({
    'sql/V1__bad.sql': "-- one\nCREATE TABLE t1 (id int);\n\nINSERT INTO t1\n  VALUES ('ä', nope);\n",
  });
  const { stderr } = await project.run('migrate');
  expect(stderr).toContain("Place      : sql/V1__bad.sql:5:16\n    VALUES ('ä', nope);\n                 ^\n");
  expect(stderr).toContain('Outcome    : rolled back, nothing of this script is left in the database');
  expect(stderr).toContain('Next step  :');
});

test('a statement that cannot be parsed does not hide an earlier error', async () => {
  await using project = await createProject({ 'sql/V1__two.sql': 'SELECT * FROM missing;\nSELCT 1;\n' });
  const { document } = await project.json('migrate');
  expect(document).toHaveProperty('error.sqlState', '42P01');
  expect(document).toHaveProperty('error.lineNumber', 1);
});

test('Ctrl-C cancels the statement, rolls back and leaves no session behind', async () => {
  await using project = await createProject({ 'sql/V1__a.sql': 'CREATE TABLE t1 (id int);\nSELECT pg_sleep(120);\n' });
  const run = project.start('migrate');
  await run.seen(/Migrating schema/);
  await expect
    .poll(
      () =>
        project.database.query("SELECT 1 FROM pg_stat_activity WHERE query ~ 'pg_sleep' AND state = 'active' AND pid <> pg_backend_pid()"),
      { timeout: 20_000 },
    )
    .toHaveLength(1);
  run.child.kill('SIGINT');
  const { exitCode, stderr } = await run.result;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('rolled back');
  expect(await tables(project)).toBe('');
  const sessions = (): Promise<unknown[]> =>
    project.database.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'flyback' AND datname = current_database()");
  await expect.poll(sessions, { timeout: 10_000 }).toEqual([]);
});

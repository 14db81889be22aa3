import { expect, test } from 'vitest';
import { createProject } from './project.ts';

// Each test is a row of docs/flyway-compatibility.md: what Flyway 12.4 does badly, and what flyback does instead.

const FLYWAY_LOCK = 77433833903597n;

test('row 1: CREATE INDEX CONCURRENTLY runs with default settings', async () => {
  await using project = await createProject({
    'sql/V1__t.sql': 'CREATE TABLE t (k int);\nINSERT INTO t SELECT generate_series(1, 100);\n',
    'sql/V2__i.sql': 'CREATE INDEX CONCURRENTLY t_k ON t (k);\n',
  });
  const { exitCode, stdout } = await project.run('migrate');
  expect({ exitCode, isMarked: stdout.includes('to version "2 - i" [non-transactional]') }).toEqual({ exitCode: 0, isMarked: true });
  expect(await project.database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_k'::regclass")).toEqual([
    { indisvalid: true },
  ]);
});

test('row 2: a failed script without transaction leaves its failed row, and the next run refuses until repair', async () => {
  await using project = await createProject({
    'sql/V1__t.sql': 'CREATE TABLE t (k int);\nINSERT INTO t VALUES (1), (1);\n',
    'sql/V2__u.sql': 'CREATE UNIQUE INDEX CONCURRENTLY t_k ON t (k);\n',
  });
  expect((await project.run('migrate')).exitCode).toBe(1);
  expect((await project.history()).map(({ version, success }) => [version, success])).toEqual([
    ['1', true],
    ['2', false],
  ]);
  const again = await project.run('migrate', '-validateOnMigrate=false');
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain('contains a failed migration to version 2 !');
  expect((await project.run('repair')).exitCode).toBe(0);
  expect((await project.history()).map(({ version }) => version)).toEqual(['1']);
});

test('row 3: a script and its history row commit together', async () => {
  await using project = await createProject({
    'sql/V1__t.sql': 'CREATE TABLE t (x xid8 DEFAULT pg_current_xact_id());\nINSERT INTO t DEFAULT VALUES;\n',
  });
  expect((await project.run('migrate')).exitCode).toBe(0);
  const [row] = await project.database.query<{ isSame: boolean }>(
    'SELECT (SELECT x::text FROM t) = (SELECT xmin::text FROM flyway_schema_history WHERE version = \'1\') AS "isSame"',
  );
  expect(row).toEqual({ isSame: true });
});

test('row 4: dryRunOutput writes a file that equals migrating, and executes nothing', async () => {
  await using project = await createProject({
    'sql/V1__t.sql': 'CREATE TABLE t (k int); -- made\nCOPY t FROM stdin;\n1\n2\n\\.\n',
    'sql/V2__i.sql': 'CREATE INDEX CONCURRENTLY t_k ON t (k);\n',
    'sql/R__v.sql': 'CREATE OR REPLACE VIEW v AS SELECT k FROM t;\n',
    'sql/afterMigrate.sql': 'ANALYZE t;\n',
  });
  expect((await project.run('migrate', '-dryRunOutput=dry.sql')).exitCode).toBe(0);
  expect(await project.database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual([]);
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(`${project.files.directory}/dry.sql`, 'utf8');
  for (const part of [
    'CREATE TABLE "public"."flyway_schema_history"',
    '1\n2\n\\.\n',
    'CREATE INDEX CONCURRENTLY t_k',
    'CREATE OR REPLACE VIEW v',
    'ANALYZE t',
    "'V1__t.sql'",
  ]) {
    expect(text).toContain(part);
  }
  // The file is itself a script: without its COPY data and CONCURRENTLY it runs as one.
  await using other = await createProject({ 'sql/V1__t.sql': 'CREATE TABLE t (k int);\n' });
  expect((await other.run('migrate', '-dryRunOutput=dry.sql')).exitCode).toBe(0);
  await other.database.query(readFileSync(`${other.files.directory}/dry.sql`, 'utf8'));
  expect((await other.run('validate')).exitCode).toBe(0);
  expect((await other.history()).map(({ script }) => script)).toEqual(['V1__t.sql']);
});

test('row 4: a command that would change something refuses dryRunOutput instead of ignoring it', async () => {
  await using project = await createProject({ 'sql/V1__t.sql': 'CREATE TABLE t (k int);\n' });
  for (const command of ['baseline', 'repair', 'clean']) {
    const { exitCode, document } = await project.json(command, '-dryRunOutput=dry.sql', '-cleanDisabled=false');
    expect(exitCode).toBe(1);
    expect(document).toHaveProperty('error.message', expect.stringContaining('dryRunOutput'));
  }
  expect(await project.database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual([]);
});

test('row 5: COPY without its end is an error with file and line, and nothing runs', async () => {
  await using project = await createProject({ 'sql/V1__c.sql': 'CREATE TABLE t (k int);\n\nCOPY t FROM stdin;\n1\n2\n' });
  const { exitCode, stderr } = await project.run('migrate');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('sql/V1__c.sql:3:1');
  expect(await project.database.query("SELECT to_regclass('t') AS t")).toEqual([{ t: null }]);
});

test('row 6: validate in JSON exits 1 on failure when flyback.strictExit asks for it, and 0 as Flyway otherwise', async () => {
  await using project = await createProject({ 'sql/V1__t.sql': 'SELECT 1;\n' });
  expect((await project.json('validate')).exitCode).toBe(0);
  const strict = await project.json('validate', '-flyback.strictExit=true');
  expect(strict).toMatchObject({ exitCode: 1, document: { validationSuccessful: false } });
});

test('row 7: callbacks for errors run after the rollback, and the first error is the one reported', async () => {
  await using project = await createProject({
    'sql/V1__log.sql': 'CREATE TABLE log (what text);\n',
    'sql/V2__bad.sql': 'CREATE TABLE b (id int);\nSELECT nope;\n',
    'sql/afterEachMigrateError.sql': "INSERT INTO log VALUES ('each');\n",
    'sql/afterMigrateError.sql': 'SELECT also_wrong;\n',
  });
  const { exitCode, document } = await project.json('migrate');
  expect(exitCode).toBe(1);
  expect(document).toHaveProperty('error.sqlState', '42703');
  expect(document).toHaveProperty('error.message', expect.stringContaining('"nope"'));
  expect(await project.database.query('SELECT what FROM log')).toEqual([{ what: 'each' }]);
});

test('row 8: unknown keys are found whatever else the TOML file holds', async () => {
  await using project = await createProject({
    'sql/V1__t.sql': 'SELECT 1;\n',
    'flyway.toml': 'name = "shop"\n[flyway]\nlocatons = ["filesystem:sql"]\n',
  });
  const { exitCode, stderr } = await project.run('info');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('flyway.locatons');
  expect(stderr).toContain('flyway.locations');
});

test('row 9: long descriptions can be repaired; quotes in the table and in the baseline description work', async () => {
  const description = 'long_'.repeat(45);
  await using project = await createProject({ [`sql/V1__${description}.sql`]: 'SELECT 1;\n' });
  expect((await project.run('migrate')).exitCode).toBe(0);
  project.files.write({ [`sql/V1__${description}.sql`]: 'SELECT 2;\n' });
  expect((await project.run('repair')).exitCode).toBe(0);
  expect((await project.run('validate')).exitCode).toBe(0);
  const quoted = ['-table=my"his\'tory', "-baselineDescription=it's ours", '-baselineVersion=7'];
  expect((await project.run('baseline', ...quoted)).exitCode).toBe(0);
  expect(await project.database.query('SELECT version, description FROM "my""his\'tory"')).toEqual([
    { version: '7', description: "it's ours" },
  ]);
});

test.for([
  ['REINDEX INDEX CONCURRENTLY t_k', 'SELECT 1'],
  ['REINDEX TABLE CONCURRENTLY t', 'SELECT 1'],
  ['ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY', 'SELECT 1'],
  ['CLUSTER', 'SELECT 1'],
])('row 10: statements that refuse a transaction are found by the parser: %s', async ([statement]) => {
  await using project = await createProject({
    'sql/V1__t.sql':
      'CREATE TABLE t (k int PRIMARY KEY);\nCREATE INDEX t_k ON t (k);\nCREATE TABLE p (k int) PARTITION BY LIST (k);\nCREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);\n',
    'sql/V2__n.sql': `/* outside a transaction */ ${statement};\n`,
  });
  const { exitCode, stdout, stderr } = await project.run('migrate');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('to version "2 - n" [non-transactional]');
});

test('row 11: parameters, lower-case escape strings and nested dollar quotes are split as PostgreSQL reads them', async () => {
  await using project = await createProject({
    'sql/V1__s.sql': [
      'CREATE TABLE s (v text);',
      "INSERT INTO s VALUES (e'it\\'s; one');",
      'PREPARE plus (int, int) AS SELECT $1 + $2; EXECUTE plus(1, 2);',
      "DO $outer$ BEGIN EXECUTE $inner$INSERT INTO s VALUES ('a;b')$inner$; END $outer$;",
      "INSERT INTO s VALUES ('last')",
    ].join('\n'),
  });
  expect((await project.run('migrate')).exitCode).toBe(0);
  expect(await project.database.query('SELECT v FROM s ORDER BY v')).toEqual([{ v: 'a;b' }, { v: "it's; one" }, { v: 'last' }]);
});

test('row 12: a missing location is a line as with Flyway, and an error with failOnMissingLocations', async () => {
  await using project = await createProject({ 'sql/V1__t.sql': 'SELECT 1;\n' });
  const lenient = await project.run('info', '-locations=filesystem:sql,filesystem:nothere');
  expect(lenient.exitCode).toBe(0);
  expect(lenient.stderr).toContain('Skipping filesystem location: nothere (not found)');
  expect((await project.run('info', '-locations=filesystem:nothere', '-failOnMissingLocations=true')).exitCode).toBe(1);
});

test('row 13: settings and temporary tables stay with their migration when flyback.resetSession asks for it', async () => {
  const files = {
    'sql/V1__a.sql': "SET my.flag = 'leaks';\nCREATE TEMP TABLE scratch (id int);\nSET statement_timeout = '61s';\n",
    'sql/V2__b.sql':
      "CREATE TABLE seen AS SELECT coalesce(current_setting('my.flag', true), '') AS flag, to_regclass('scratch') IS NULL AS is_gone, current_setting('statement_timeout') AS timeout;\n",
  };
  await using leaking = await createProject(files);
  expect((await leaking.run('migrate')).exitCode).toBe(0);
  expect(await leaking.database.query('SELECT * FROM seen')).toEqual([{ flag: 'leaks', is_gone: false, timeout: '61s' }]);
  await using clean = await createProject(files);
  expect((await clean.run('migrate', '-flyback.resetSession=true')).exitCode).toBe(0);
  expect(await clean.database.query('SELECT * FROM seen')).toEqual([{ flag: '', is_gone: true, timeout: '0' }]);
});

test('row 14: repair and clean wait for the lock', async () => {
  await using project = await createProject({ 'sql/V1__t.sql': 'CREATE TABLE t (k int);\n' });
  expect((await project.run('migrate')).exitCode).toBe(0);
  const holder = await project.database.connect();
  await holder.query(`SELECT pg_advisory_lock(${FLYWAY_LOCK})`);
  for (const command of ['repair', 'clean', 'undo']) {
    const { exitCode, document } = await project.json(command, '-lockRetryCount=0', '-cleanDisabled=false');
    expect({ command, exitCode }).toEqual({ command, exitCode: 1 });
    expect(document).toHaveProperty('error.message', expect.stringContaining('Number of retries exceeded'));
  }
  expect(await project.database.query("SELECT to_regclass('t')::text AS t")).toEqual([{ t: 't' }]);
});

test('row 15: who holds the lock is said, and no transaction is open while waiting', async () => {
  await using project = await createProject({ 'sql/V1__t.sql': 'CREATE TABLE t (k int);\n' });
  const holder = await project.database.connect();
  await holder.query("SET application_name = 'the holder'");
  const [{ pid } = { pid: 0 }] = (await holder.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid, pg_advisory_lock(${FLYWAY_LOCK})`))
    .rows;
  const waiting = project.start('migrate', '-lockRetryCount=30');
  await waiting.seen(/Waiting for the lock/);
  const sessions = await project.database.query<{ state: string; hasSnapshot: boolean }>(
    `SELECT state, backend_xmin IS NOT NULL AS "hasSnapshot" FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'flyback'`,
  );
  expect(sessions.filter(({ state }) => state.startsWith('idle in transaction'))).toEqual([]);
  await holder.query(`SELECT pg_advisory_unlock(${FLYWAY_LOCK})`);
  const { exitCode, stdout } = await waiting.result;
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`held by pid ${pid}`);
  expect(stdout).toContain('the holder');
});

test('row 16: undo leaves a row that free Flyway can read; UNDO_SQL is an option, and both are understood', async () => {
  const files = { 'sql/V1__t.sql': 'CREATE TABLE t (k int);\n', 'sql/U1__t.sql': 'DROP TABLE t;\n' };
  for (const [setting, type] of [
    ['DELETE', 'DELETE'],
    ['UNDO_SQL', 'UNDO_SQL'],
  ] as const) {
    await using project = await createProject(files);
    for (const command of ['migrate', 'undo', 'migrate', 'undo']) {
      expect((await project.run(command, `-flyback.undoHistoryType=${setting}`)).exitCode).toBe(0);
    }
    expect((await project.history()).map((row) => [row.type, row.script])).toEqual([
      ['SQL', 'V1__t.sql'],
      [type, 'U1__t.sql'],
      ['SQL', 'V1__t.sql'],
      [type, 'U1__t.sql'],
    ]);
    const { document } = await project.json('info');
    const states = (document['migrations'] as { state: string; type: string }[])
      .filter(({ type: kind }) => kind === 'SQL')
      .map(({ state }) => state);
    expect(states).toEqual(['Undone', 'Undone', 'Pending']);
    expect((await project.run('repair')).exitCode).toBe(0);
    expect(await project.history()).toHaveLength(4);
  }
});

test('row 17: installed_on is in the time zone of the client, as Flyway writes it', async () => {
  await using project = await createProject({ 'sql/V1__t.sql': 'SELECT 1;\n' });
  expect((await project.run('migrate')).exitCode).toBe(0);
  const [row] = await project.database.query<{ ageS: number }>(
    'SELECT extract(epoch FROM (clock_timestamp() AT TIME ZONE \'UTC\') - installed_on)::int AS "ageS" FROM flyway_schema_history',
  );
  expect(Math.abs(row?.ageS ?? Infinity)).toBeLessThan(120);
});

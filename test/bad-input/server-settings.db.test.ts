import { describe, expect, test } from 'vitest';
import { info, migrate, undo, validate } from '../../src/index.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createWorkbench, failureOf, HISTORY, type Workbench } from './workbench.ts';

const FILES = {
  'V1__table.sql': `CREATE TABLE thing (word text, day date, data bytea, span interval, at timestamptz DEFAULT now());
INSERT INTO thing VALUES ('it''s é', '2024-02-03', decode('00ff', 'hex'), '1 day');
CREATE FUNCTION answer() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END $$;\n`,
  'V2__copy.sql': 'COPY thing (word, day) FROM stdin;\né\\tx\t2024-02-04\n\\.\n',
  'V3__index.sql': 'CREATE INDEX CONCURRENTLY thing_day ON thing (day);\n',
  'U3__index.sql': 'DROP INDEX CONCURRENTLY thing_day;\n',
  'R__view.sql': 'CREATE OR REPLACE VIEW words AS SELECT word FROM thing;\n',
};

async function withSettings(
  settings: readonly string[],
  level: 'role' | 'database',
  run: (bench: Workbench, url: string) => Promise<void>,
): Promise<void> {
  await using bench = await createWorkbench(FILES);
  const { database } = bench;
  const role = `role_of_${database.name}`;
  await database.query(`CREATE ROLE ${role} LOGIN SUPERUSER`);
  const target = level === 'role' ? `ROLE ${role}` : `DATABASE ${database.name}`;
  const url = new URL(database.url);
  url.username = role;
  try {
    for (const setting of settings) await database.query(`ALTER ${target} SET ${setting}`);
    await run(bench, url.href);
  } finally {
    await database.query(`ALTER DATABASE ${database.name} RESET ALL`).catch(() => undefined);
    await database.query(`BEGIN READ WRITE; SET LOCAL search_path = public; DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}; COMMIT`);
  }
}

const HARMLESS = [
  "statement_timeout = '1ms'",
  'standard_conforming_strings = off',
  "DateStyle = 'German, DMY'",
  'row_security = off',
  "client_encoding = 'LATIN1'",
  'synchronous_commit = off',
  "default_transaction_isolation = 'serializable'",
  'bytea_output = escape',
  "IntervalStyle = 'sql_standard'",
  'quote_all_identifiers = on',
  'escape_string_warning = on',
  "lock_timeout = '1ms'",
  'array_nulls = off',
  "client_min_messages = 'debug5'",
  'extra_float_digits = -5',
  'check_function_bodies = off',
  "TimeZone = 'Asia/Kathmandu'",
];

async function expectWorks(bench: Workbench, url: string): Promise<void> {
  const options = bench.options({ url, schemas: ['public'] });
  expect((await migrate(options)).migrations.map(({ version }) => version)).toEqual(['1', '2', '3', null]);
  expect((await validate(options)).isValid).toBe(true);
  expect((await migrate(options)).migrations).toEqual([]);
  expect((await undo(options)).undone.map(({ version }) => version)).toEqual(['3']);
  const { migrations } = await info(options);
  expect(migrations.map(({ state }) => state)).toEqual(['Success', 'Success', 'Undone', 'Success', 'Pending']);
  const [now] = await bench.database.query<{ ms: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms');
  for (const { installedOn } of migrations)
    if (installedOn !== null) expect(Math.abs(Date.parse(installedOn) - (now?.ms ?? 0))).toBeLessThan(120_000);
  // Read by a session of ordinary settings: nothing was bent on its way.
  expect(
    await bench.database.query(
      "SET standard_conforming_strings = on; SET client_encoding = 'UTF8'; SELECT word, day::text, encode(data, 'hex') AS data, answer() FROM thing ORDER BY day",
    ),
  ).toEqual([
    { word: "it's é", day: expect.any(String), data: '00ff', answer: 'a;b' },
    { word: 'é\tx', day: expect.any(String), data: null, answer: 'a;b' },
  ]);
}

describe('migrate, validate, undo and info work with', () => {
  test.each(HARMLESS)('%s of the role', (setting) => withSettings([setting], 'role', expectWorks));

  test('nearly all of them of the database', () => {
    // The test's own queries have to live with them, too.
    const bearable = HARMLESS.filter((setting) => !setting.startsWith('statement_timeout'));
    return withSettings(bearable, 'database', expectWorks);
  });
});

test('standard_conforming_strings = off decides where a string ends', async () => {
  await withSettings(['standard_conforming_strings = off'], 'role', async (bench, url) => {
    bench.project.write({
      'sql/V4__quote.sql': "INSERT INTO thing (word) VALUES ('it\\'s; one');\nINSERT INTO thing (word) VALUES (E'two');\n",
    });
    await migrate(bench.options({ url }));
    expect(await bench.database.query("SELECT word FROM thing WHERE word ~ 'one|two'")).toEqual([{ word: "it's; one" }, { word: 'two' }]);
  });
});

test('the rows of the history outlive a crash: synchronous_commit is on while they are written', async () => {
  await withSettings(['synchronous_commit = off'], 'role', async (bench, url) => {
    bench.project.write({ 'sql/V4__note.sql': "CREATE TABLE noted AS SELECT current_setting('synchronous_commit') AS value;" });
    await migrate(bench.options({ url }));
    expect(await bench.database.query('SELECT value FROM noted')).toEqual([{ value: 'on' }]);
  });
});

describe('an answer that says what to do comes with', () => {
  test('default_transaction_read_only = on', () =>
    withSettings(['default_transaction_read_only = on'], 'role', async (bench, url) => {
      expect(await failureOf(migrate(bench.options({ url })))).toMatchObject({
        sqlState: '25006',
        hint: expect.stringContaining('default_transaction_read_only'),
      });
      expect((await info(bench.options({ url }))).pending).toBe(4);
      expect(await bench.contents()).toEqual([]);
    }));

  test.each(["search_path = ''", 'search_path = missing, gone', 'search_path = \'"$user"\''])('%s, and nothing is made', (setting) =>
    withSettings([setting], 'role', async (bench, url) => {
      const failure = await failureOf(migrate(bench.options({ url })));
      expect(failure).toMatchObject({ code: 'ERR_CONFIG_MISSING', message: expect.stringContaining('Unable to determine current schema') });
      expect(
        await bench.database.query("SELECT count(*)::int AS n FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$|^public$'"),
      ).toEqual([{ n: 0 }]);
      // With a schema given it works.
      expect((await migrate(bench.options({ url, schemas: ['public'] }))).migrations).toHaveLength(4);
    }),
  );
});

test('one missing schema in the search path is made, as Flyway does', () =>
  withSettings(['search_path = app'], 'role', async (bench, url) => {
    await migrate(bench.options({ url }));
    expect(await bench.database.query(`SELECT count(*)::int AS n FROM app.${HISTORY} WHERE success`)).toEqual([{ n: 5 }]);
  }));

test('a database in LATIN1 takes what LATIN1 has, and refuses the rest with a place', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': "CREATE TABLE word (text text);\nINSERT INTO word VALUES ('é');\n" });
  const name = `${bench.database.name}_latin1`;
  await bench.database.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);
  const url = new URL(bench.database.url);
  url.pathname = `/${name}`;
  try {
    await migrate(bench.options({ url: url.href }));
    bench.project.write({ 'sql/V2__b.sql': "SELECT 1;\nINSERT INTO word VALUES ('日本');\n" });
    expect(await failureOf(migrate(bench.options({ url: url.href })))).toMatchObject({
      code: 'ERR_EXECUTE_STATEMENT',
      message: expect.stringContaining('22P05'),
    });
  } finally {
    await bench.database.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});

test('the command line says the same', () =>
  withSettings(["statement_timeout = '1ms'", 'standard_conforming_strings = off', "DateStyle = 'SQL, DMY'"], 'role', async (bench, url) => {
    const { exitCode, stderr } = await runFlyback([
      `-url=${url}`,
      `-workingDirectory=${bench.project.directory}`,
      '-locations=filesystem:sql',
      '-schemas=public',
      'migrate',
      'info',
      'validate',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  }));

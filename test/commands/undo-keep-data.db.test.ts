import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../compatibility/project.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createTempProject } from '../support/temp-project.ts';

const FILES = {
  'sql/V1__shop.sql': `CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, "Nick" text, mood mood NOT NULL DEFAULT 'sad');
CREATE TABLE orders (id serial PRIMARY KEY, customer bigint NOT NULL REFERENCES customers ON DELETE CASCADE, total numeric(10,3) NOT NULL, note text);
CREATE INDEX orders_note ON orders (note);
CREATE TABLE log (at timestamptz, what text, more json);
CREATE TABLE wide (a int PRIMARY KEY, b text, c text);
INSERT INTO wide VALUES (1, 'b', 'c');
INSERT INTO customers (email, "Nick", mood) VALUES ('a@x', 'aa', 'glad'), ('b@x', NULL, 'sad');
INSERT INTO orders (customer, total, note) VALUES (1, 10.125, 'first'), (2, 20, NULL);
INSERT INTO log VALUES ('2024-01-01', 'a', '{"a":1}'), ('2024-01-01', 'a', '{"a":2}'), ('2024-01-01', 'a', '{"a":1}'), (NULL, 'b', NULL);
`,
  'sql/V2__columns_and_their_type.sql':
    '-- no moods any more\nALTER TABLE customers\n  DROP COLUMN "Nick",\n  DROP COLUMN mood;\nDROP TYPE mood;\n',
  'sql/V3__precision.sql':
    'ALTER TABLE orders ALTER COLUMN total TYPE numeric(10,0), ALTER COLUMN id DROP DEFAULT;\nDROP SEQUENCE orders_id_seq;\n',
  'sql/V4__without_key.sql': 'ALTER TABLE log DROP COLUMN more;\n',
  'sql/V5__rows.sql': "UPDATE orders SET note = 'none' WHERE note IS NULL; DELETE FROM customers WHERE email = 'a@x';\n",
  'sql/V6__truncate.sql': 'TRUNCATE log;\n',
  'sql/V7__tables.sql': 'CREATE VIEW totals AS SELECT customer, sum(total) FROM orders GROUP BY 1;\nDROP TABLE log, orders CASCADE;\n',
  'sql/V8__middle.sql': 'ALTER TABLE wide DROP COLUMN b;\n',
};

interface Answer {
  readonly data: {
    readonly undos: readonly {
      version: string;
      outcome: string;
      isWritten: boolean;
      reasons: string[];
      migration: { isWritten: boolean } | null;
    }[];
  };
}

test('with --keep-data nothing is lost: what migrations destroy is set aside, undo brings it back, prune drops it', async () => {
  await using project = await createProject(FILES);
  const { database } = project;
  const file = (name: string): string => readFileSync(join(project.files.directory, 'sql', name), 'utf8');
  const rows = async (): Promise<unknown> => ({
    customers: await database.query('SELECT * FROM customers ORDER BY id'),
    orders: await database.query('SELECT * FROM orders ORDER BY id'),
    log: await database.query('SELECT at::text, what, more::text FROM log ORDER BY 1, 2, 3'),
    constraints: await database.query(
      "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1",
    ),
    indexes: await database.query(
      "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history' ORDER BY 1",
    ),
    next: await database.query('SELECT last_value, is_called FROM orders_id_seq'),
  });
  // V1 is applied, so that its file is nobody's to edit.
  await project.run('migrate', '-target=1');
  const before = await rows();

  const { stdout } = await project.run('undo', '--generate', '--keep-data', '--json');
  const { data } = JSON.parse(stdout) as Answer;
  expect(data.undos.map(({ version, outcome, isWritten, migration }) => [version, outcome, isWritten, migration?.isWritten])).toEqual([
    ['1', 'proven', true, undefined],
    ['2', 'proven', true, true],
    ['3', 'proven', true, true],
    ['4', 'proven', true, true],
    ['5', 'proven', true, true],
    ['6', 'proven', true, true],
    ['7', 'proven', true, true],
    ['8', 'order', true, true],
  ]);
  expect(file('V1__shop.sql')).toBe(FILES['sql/V1__shop.sql']);
  expect(file('V2__columns_and_their_type.sql').replace(/-- flyback[^]*?'v2_customers'[^\n]*\n/u, '')).toBe(
    FILES['sql/V2__columns_and_their_type.sql'],
  );
  expect(file('U8__middle.sql')).toMatch(/^-- Brings back what V8__middle\.sql sets aside.*\n-- What differs afterwards:\n/u);

  expect((await project.run('migrate', '-target=7')).exitCode).toBe(0);
  expect((await project.run('undo', '-count=6')).exitCode).toBe(0);
  expect(await rows()).toEqual(before);
  expect(await database.query('SELECT * FROM flyback_kept.contents')).toEqual([]);

  await project.run('migrate', '-target=3');
  await database.query("UPDATE flyback_kept.contents SET kept_at = now() - interval '40 days' WHERE version = '3'");
  const listed = await project.run('prune');
  expect(listed.stdout).toMatch(
    /\| 3 +\| total of table public\.orders +\| flyback_kept\.v3_orders .*\| 40 d +\| .* \| needs it \| would drop \|/u,
  );
  expect(listed.stdout).toMatch(
    /Nothing was dropped\. With --yes it is: 2 things older than 30 days .*\nVersion 3 could then not be undone\./u,
  );
  await database.query('CREATE VIEW v AS SELECT * FROM flyback_kept.v2_customers');
  const dropped = await project.run('prune', '--older-than', '0d', '--yes', '--json');
  const { data: pruned } = JSON.parse(dropped.stdout) as { data: { kept: { name: string; isDropped: boolean; failure: string | null }[] } };
  expect(dropped.exitCode).toBe(1);
  expect(pruned.kept).toMatchObject([
    { name: 'v3_orders', isDropped: true, failure: null },
    { name: 'v3_orders_id_seq', isDropped: true, failure: null },
    { name: 'v2_customers', isDropped: false, failure: expect.stringContaining('view v depends on') as string },
  ]);
  expect(
    await database.query("SELECT relname FROM pg_class WHERE relnamespace = 'flyback_kept'::regnamespace AND relkind = 'r' ORDER BY 1"),
  ).toEqual([{ relname: 'contents' }, { relname: 'v2_customers' }]);
  expect((await project.run('prune', '--older-than', 'never')).exitCode).toBe(2);
});

test('what is applied is not edited, and what cannot be set aside says why', async () => {
  await using project = await createProject({
    'sql/V1__shop.sql':
      "CREATE TABLE orders (id int PRIMARY KEY, note text);\nINSERT INTO orders VALUES (1, 'a');\nCREATE TABLE empty (id int PRIMARY KEY, note text);\n",
    'sql/V2__applied.sql': "UPDATE orders SET note = 'b';\n",
    'sql/V3__random.sql': 'DELETE FROM orders WHERE random() < 0.5;\n',
    'sql/V4__empty.sql': "UPDATE empty SET note = 'b' WHERE id = -77;\n",
    'sql/V5__placeholder.sql': "UPDATE ${table} SET note = 'c';\n",
  });
  const args = ['undo', '--generate', '--keep-data', '--json', '-placeholders.table=orders'];
  await project.run('migrate', '-target=2');
  const { stdout } = await project.run(...args);
  const { data } = JSON.parse(stdout) as Answer;
  expect(data.undos.map(({ outcome, isWritten, reasons }) => [outcome, isWritten, reasons.at(-1)])).toEqual([
    ['proven', true, undefined],
    ['irreversible', false, 'Its data cannot be set aside: it is applied on the target, so that its file must stay as it is'],
    ['irreversible', false, expect.stringContaining('Its data cannot be set aside')],
    ['not-proven', false, 'no rows of public.empty were set aside in the sandbox: nothing shows that they come back'],
    ['irreversible', false, expect.stringContaining('Its data cannot be set aside')],
  ]);
  expect(existsSync(join(project.files.directory, 'sql', 'U4__empty.sql'))).toBe(false);
});

test('without target and base nothing says which files may be edited', async () => {
  using project = createTempProject({ 'sql/V1__a.sql': 'CREATE TABLE a (b int);\n' });
  const { exitCode, stderr } = await runFlyback(['undo', '--generate', '--keep-data', '-locations=filesystem:sql'], {
    cwd: project.directory,
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Which migrations may be edited?');
});

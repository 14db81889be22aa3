import { expect, test } from 'vitest';
import type { MigrationProof, Proof } from '../../src/model/verdict.ts';
import { documentSchema } from '../support/document-schema.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createProject, type CompatibilityProject } from '../compatibility/project.ts';
import { createTempProject } from '../support/temp-project.ts';

const isProof = documentSchema('verify');

function fits(proof: Proof): void {
  isProof(proof);
  expect(isProof.errors ?? []).toEqual([]);
}

type Files = Readonly<Record<string, string>>;

async function proved(files: Files, ...args: string[]): Promise<Proof> {
  using folder = createTempProject(files);
  const { stdout, stderr } = await runFlyback(['verify', '--all', '--json', '-locations=filesystem:sql', ...args], {
    cwd: folder.directory,
  });
  const { data } = JSON.parse(stdout) as { readonly data: Proof | null };
  if (data === null) throw new Error(stdout + stderr);
  fits(data);
  return data;
}

function brief({ version, undo, restored, reup, verdict, dataDifferences }: MigrationProof): string {
  const lost = dataDifferences.map(({ kind, identity, change }) => `${kind} ${identity} ${change}`);
  return [version, undo, restored, reup, verdict, ...lost].join(' ');
}

const ORDERS: Files = {
  'sql/V1__orders.sql': `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE);
    CREATE TABLE orders (id serial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, state text CHECK (state IN ('new', 'done')), total numeric(8,2));`,
  'sql/U1__orders.sql': 'DROP TABLE orders, customers;',
};

test('rows written between up and undo must survive the undo, those of tables that up has made need not', async () => {
  const { migrations } = await proved(
    {
      ...ORDERS,
      'sql/V2__note.sql':
        'ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT $$$$; CREATE TABLE notes (id int PRIMARY KEY, order_id int REFERENCES orders);',
      'sql/U2__note.sql': 'DROP TABLE notes; ALTER TABLE orders DROP COLUMN note;',
      'sql/V3__copy.sql': 'CREATE TABLE orders_before AS TABLE orders; ALTER TABLE orders ALTER COLUMN total TYPE bigint;',
      'sql/U3__copy.sql':
        'ALTER TABLE orders ALTER COLUMN total TYPE numeric(8,2); DELETE FROM orders; INSERT INTO orders TABLE orders_before; DROP TABLE orders_before;',
      'sql/V4__names.sql': 'ALTER TABLE orders RENAME TO purchases; ALTER TABLE purchases RENAME COLUMN total TO amount;',
      'sql/U4__names.sql': 'ALTER TABLE purchases RENAME COLUMN amount TO total; ALTER TABLE purchases RENAME TO orders;',
      'sql/V5__code.sql': 'ALTER TABLE purchases DROP COLUMN amount;',
      'sql/U5__code.sql':
        'ALTER TABLE purchases ADD COLUMN amount bigint NOT NULL; ALTER TABLE purchases ALTER COLUMN amount DROP NOT NULL;',
      'sql/V6__mail.sql': 'ALTER TABLE customers ADD COLUMN mail text UNIQUE;',
      'sql/U6__mail.sql': 'ALTER TABLE customers DROP COLUMN mail; UPDATE customers SET email = NULL;',
    },
    '--probe',
  );
  expect(migrations.map(brief)).toEqual([
    '1 ok exact ok proven',
    '2 ok exact ok proven',
    '3 ok exact ok refuted probe public.orders lost',
    '4 ok exact ok proven',
    '5 ok order ok refuted',
    '6 ok exact ok refuted probe public.customers.email lost',
  ]);
  expect(migrations.map(({ probes }) => probes?.tables.map((table) => table.replace('public.', '')).join(' '))).toEqual([
    undefined,
    'customers orders',
    'customers orders',
    'customers notes orders',
    'customers purchases',
    'customers',
  ]);
  expect(migrations[2]?.reasons).toEqual(['Rows written between up and undo are lost: public.orders']);
  expect(migrations[4]?.reasons[0]).toMatch(/^The undo script fails when rows have been written since up: .*column "amount".*null values/u);
  expect(migrations[4]?.errors).toEqual([expect.objectContaining({ step: 'undo', sqlState: '23502' })]);
  expect(migrations[5]?.reasons).toEqual(['Values written between up and undo are lost: public.customers.email']);
});

async function pending(project: CompatibilityProject, ...args: string[]): Promise<Proof> {
  const { stdout, stderr } = await project.run('verify', '--json', '--no-observe', ...args);
  const { data } = JSON.parse(stdout) as { readonly data: Proof | null };
  if (data === null) throw new Error(stdout + stderr);
  fits(data);
  return data;
}

function findings({ rowFindings = [] }: MigrationProof): readonly string[] {
  return rowFindings.map(({ table, column, holds, sqlState, onTarget }) => `${table}.${column} ${holds} ${sqlState} ${onTarget}`);
}

const PEOPLE: Files = {
  'sql/V1__people.sql': `CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, age text, nick text);
    CREATE TABLE orders (id serial PRIMARY KEY, person bigint, total numeric(8,2) NOT NULL, state text CHECK (state IN ('new', 'done')));`,
  'sql/U1__people.sql': 'DROP TABLE orders, people;',
};

test('rows that are made up show on which rows a batch fails and what its undo loses; the target is asked for such rows', async () => {
  await using project = await createProject({
    ...PEOPLE,
    'sql/V2__email.sql': 'ALTER TABLE people ALTER COLUMN email SET NOT NULL;\nCREATE UNIQUE INDEX people_email ON people (email);',
    'sql/U2__email.sql': 'DROP INDEX people_email;\nALTER TABLE people ALTER COLUMN email DROP NOT NULL;',
    'sql/V3__state.sql': 'ALTER TABLE orders DROP COLUMN state;',
    'sql/U3__state.sql': "ALTER TABLE orders ADD COLUMN state text CHECK (state IN ('new', 'done'));",
    'sql/V4__code.sql': 'ALTER TABLE orders ADD COLUMN code text NOT NULL;',
    'sql/U4__code.sql': 'ALTER TABLE orders DROP COLUMN code;',
    'sql/V5__total.sql': 'ALTER TABLE people ADD COLUMN total numeric;',
    'sql/U5__total.sql': 'ALTER TABLE people DROP COLUMN total;',
  });
  await project.run('migrate', '-target=1');
  await project.database.query("INSERT INTO people (email) VALUES (NULL), ('a@example.com')");
  const { migrations, chain, rows } = await pending(project);
  expect(rows?.tables.map(({ table }) => table)).toEqual(['public.orders', 'public.people']);
  expect(migrations.map(brief)).toEqual([
    '2 ok exact ok refuted',
    '3 ok exact ok refuted values public.orders.state lost',
    '4 ok exact ok proven',
    '5 ok exact ok proven',
  ]);
  expect(migrations.map(findings)).toEqual([
    ['public.people.email NULL 23502 true', 'public.people.email the same value twice 23505 false'],
    [],
    ['public.orders.null a row 23502 false'],
    [],
  ]);
  expect(migrations[0]?.reasons[0]).toMatch(/^It fails on the target, where public\.people\.email holds NULL: /u);
  // What was taken out of the way of V4 is not missed at the end.
  expect(chain).toMatchObject({ verdict: 'proven', dataDifferences: [] });
  const plain = await pending(project, '--no-rows', '--no-probe');
  expect(plain).toMatchObject({ verdict: 'proven', summary: { proven: 4 } });
});

test('data that no sandbox had: rolled back, history clean, and verify shows it with rows', async () => {
  await using project = await createProject({
    ...PEOPLE,
    'sql/V2__nick.sql': 'ALTER TABLE people ADD COLUMN note text;\nALTER TABLE people ALTER COLUMN nick SET NOT NULL;',
    'sql/V3__person.sql': 'ALTER TABLE orders ADD CONSTRAINT orders_person FOREIGN KEY (person) REFERENCES people;',
    'sql/V4__age.sql': 'ALTER TABLE people ALTER COLUMN age TYPE integer USING age::integer;',
  });
  const { database } = project;
  await project.run('migrate', '-target=1');
  await database.query("INSERT INTO people (email, age) VALUES ('a', 'old'); INSERT INTO orders (person, total) VALUES (7, 1)");
  const rows = (): Promise<unknown> =>
    database.query('SELECT (SELECT array_agg(p) FROM people p) AS people, (SELECT array_agg(o) FROM orders o) AS orders');
  const before = await rows();
  const states: unknown[] = [];
  for (const version of ['2', '3', '4']) {
    const { document, exitCode } = await project.json('migrate', `-cherryPick=${version}`, '-outOfOrder=true');
    expect(exitCode).toBe(1);
    states.push((document['error'] as { sqlState?: string }).sqlState);
    expect(await project.history()).toEqual([{ version: '1', type: 'SQL', script: 'V1__people.sql', success: true }]);
    expect(await rows()).toEqual(before);
  }
  expect(states).toEqual(['23502', '23503', '22P02']);
  const { migrations } = await pending(project);
  const found = migrations.flatMap(findings);
  expect(found).toContain('public.people.nick NULL 23502 true');
  expect(found).toContain('public.orders.person a value that public.people does not have 23503 true');
  expect(found).toContain("public.people.age a word ('abc-2') 22P02 true");
});

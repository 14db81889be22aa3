import { expect, test } from 'vitest';
import type { MigrationProof, Proof } from '../../src/model/verdict.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createTempProject } from '../support/temp-project.ts';

type Files = Readonly<Record<string, string>>;

async function proved(files: Files, ...args: string[]): Promise<Proof> {
  using folder = createTempProject(files);
  const { stdout, stderr } = await runFlyback(['verify', '--all', '--json', '-locations=filesystem:sql', ...args], {
    cwd: folder.directory,
  });
  const { data } = JSON.parse(stdout) as { readonly data: Proof | null };
  if (data === null) throw new Error(stdout + stderr);
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

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProofSample, SampledTable } from '../../../src/model/sample.ts';
import type { PgClient } from '../../../src/postgres/session.ts';
import { Session } from '../../../src/postgres/session.ts';
import { copySample, type SampleRequest } from '../../../src/verify/sample/copy-sample.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { PLANTED, rowsOf, SCHEMA, TRIGGERS } from './planted-database.ts';

const PEOPLE = 2000;
const QUIET = { onStep: () => undefined, onStepEnd: () => undefined, onDetail: () => undefined };

let source: TestDatabase;
let sink: TestDatabase;
let taken: ProofSample;

beforeAll(async () => {
  [source, sink] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await Promise.all([source.query(SCHEMA + rowsOf(PEOPLE) + TRIGGERS), sink.query(SCHEMA + TRIGGERS)]);
  taken = await sample();
});

afterAll(async () => {
  await Promise.all([source.drop(), sink.drop()]);
});

async function sample(changes: Partial<SampleRequest> = {}, from: TestDatabase = source, before = 'SELECT 1'): Promise<ProofSample> {
  const clients = await Promise.all([from.connect(), sink.connect()]);
  await clients[0]?.query(before);
  const [source, target] = clients.map((client) => Session.adopt(client as unknown as PgClient));
  if (source === undefined || target === undefined) throw new Error('no session');
  try {
    return await copySample({
      source,
      sink: target,
      size: { kind: 'share', share: 0.05 },
      seed: 42,
      secret: '00112233445566778899aabbccddeeff',
      rules: [],
      smallRows: 300,
      withoutRelations: [],
      limits: { lockTimeoutS: 0.2, statementTimeoutS: 60, megabytesPerSecond: 1000 },
      progress: QUIET,
      ...changes,
    });
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

function tableOf(name: string, { tables }: ProofSample = taken): SampledTable {
  const found = tables.find(({ table }) => table === `public.${name}`);
  if (found === undefined) throw new Error(`${name} is not in the sample`);
  return found;
}

async function valuesOf(query: string, database: TestDatabase = sink): Promise<readonly unknown[]> {
  return (await database.query(query)).map((row) => Object.values(row)[0]);
}

/** All rows of a database as text, with what the planner knows of them. */
async function everything(database: TestDatabase): Promise<string> {
  const tables = await valuesOf(
    `SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    database,
  );
  const texts = await Promise.all(
    tables.map((table) => valuesOf(`SELECT string_agg(t::text, E'\\n') FROM ONLY ${String(table)} t`, database)),
  );
  return [
    ...texts.flat(),
    ...(await valuesOf('SELECT string_agg(s::text, $$\n$$) FROM pg_stats s WHERE schemaname = $$public$$', database)),
  ].join('\n');
}

test('nothing that was planted is in the copy', async () => {
  expect(PLANTED.exec(await everything(source))).not.toBeNull();
  const copy = await everything(sink);
  expect(PLANTED.exec(copy)?.[0]).toBeUndefined();
  expect(copy.length).toBeGreaterThan(100_000);
});

test('every foreign key holds, as the server itself checks it', async () => {
  const keys = await valuesOf(`
    SELECT format('ALTER TABLE %1$s DROP CONSTRAINT %2$I; ALTER TABLE %1$s ADD CONSTRAINT %2$I %3$s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE contype = 'f' AND conparentid = 0`);
  expect(keys).toHaveLength(11);
  await sink.query(keys.join(';\n'));
});

test('small tables come as a whole, large ones in part with all that they refer to', () => {
  expect(tableOf('department')).toMatchObject({ rows: 20, of: 20, masked: [{ column: 'name', method: 'name' }] });
  const rows = Object.fromEntries(['item', 'orders_2023', 'orders_2024', 'person'].map((name) => [name, tableOf(name).rows]));
  expect(rows['item']).toBeGreaterThan(200);
  expect(rows['item']).toBeLessThan(600);
  expect((rows['orders_2023'] ?? 0) + (rows['orders_2024'] ?? 0)).toBeLessThan(1500);
  expect(taken.rows).toBe(taken.tables.reduce((sum, table) => sum + table.rows, 0));
});

test('values that are rare in the source are in the sample: an enum, a NULL', async () => {
  expect(await valuesOf('SELECT DISTINCT mood::text FROM person ORDER BY 1')).toEqual(['happy', 'ok', 'sad']);
  expect(await valuesOf('SELECT count(*)::int FROM person WHERE notes IS NULL')).toEqual([1]);
});

test('masked values can be joined, also without a foreign key, and codes stay what they are', async () => {
  expect(await valuesOf('SELECT bool_and(o.customer_email = p.email) FROM orders o JOIN person p ON p.id = o.customer_id')).toEqual([true]);
  expect(await valuesOf('SELECT count(*) = (SELECT count(*) FROM login_use) FROM login_use JOIN person USING (login)')).toEqual([true]);
  expect(await valuesOf('SELECT code FROM currency ORDER BY 1')).toEqual(['EUR', 'GBP', 'USD']);
  expect(await valuesOf('SELECT DISTINCT kind FROM person ORDER BY 1')).toEqual(['business', 'private']);
  expect(await valuesOf('SELECT DISTINCT status FROM person WHERE id <> 1999 ORDER BY 1')).toEqual(['active', 'locked']);
});

test('masked values look like what they stand for', async () => {
  const [person] = await sink.query<Record<string, unknown>>(
    'SELECT * FROM person WHERE contact IS NOT NULL AND login IS NOT NULL ORDER BY id LIMIT 1',
  );
  expect(person).toMatchObject({
    email: expect.stringMatching(/^[0-9a-f]{16}@mask\.test$/u) as unknown,
    full_name: expect.stringMatching(/^[0-9A-F][0-9a-f]{6} [0-9A-F][0-9a-f]{6}$/u) as unknown,
    phone: expect.stringMatching(/^\+\d{15}$/u) as unknown,
    iban: expect.stringMatching(/^[A-Z]{2}\d{20}$/u) as unknown,
    tags: [expect.stringMatching(/^[0-9a-f]{13}$/u), null, expect.stringMatching(/^[0-9a-f]$/u)],
    ip: expect.stringMatching(/^10\./u) as unknown,
    extra: expect.stringMatching(/^"mail"=>"[0-9a-f]+"$/u) as unknown,
    doc: '<masked/>',
    old: { old: 'masked' },
  });
  // A generated column reads a number in a string of it, so that strings keep their shapes.
  expect(person?.['prefs']).toMatchObject({
    nested: { list: [expect.any(String), 10000, true, null, [expect.any(String)]], masked: 1, empty: '' },
  });
  expect(String(person?.['age_text'])).toMatch(/^\d{1,2}$/u);
  expect(
    await valuesOf(
      'SELECT count(*)::int FROM person WHERE contacts[2] IS NOT DISTINCT FROM NULL AND contacts[3] IS DISTINCT FROM NULL AND cardinality(contacts) = 3',
    ),
  ).toEqual([tableOf('person').rows]);
});

test('rows that cannot be masked stay out, with all that refers to them, and it is said', async () => {
  expect(taken.gaps).toEqual([
    'public.stubborn stays empty: the sandbox refuses its rows as they are masked: stubborn_code_check is violated',
    '2 references are NULL in public.of_stubborn: of_stubborn_stubborn_id_fkey refers to rows of public.stubborn that did not come along',
  ]);
  expect(await valuesOf('SELECT stubborn_id FROM of_stubborn')).toEqual([null, null, null]);
});

test('the sandbox is as it was but for its rows: triggers, conditions that only hold for new rows, counters, views', async () => {
  expect(await valuesOf('SELECT tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname')).toEqual(['A', 'O']);
  expect(await valuesOf("SELECT convalidated FROM pg_constraint WHERE conname = 'large'")).toEqual([false]);
  expect(await valuesOf('SELECT count(*)::int FROM loose')).toEqual([2]);
  expect(await valuesOf("SELECT nextval('person_id_seq')::int")).toEqual([2001]);
  expect(await valuesOf('SELECT sum(count)::int FROM by_status')).toEqual([tableOf('person').rows]);
});

test('the same seed and secret give the same sample; another secret other values', async () => {
  const digest = 'SELECT md5(string_agg(p::text, $$$$ ORDER BY id)) FROM person p';
  const first = await valuesOf(digest);
  await sample();
  expect(await valuesOf(digest)).toEqual(first);
  const other = await sample({ secret: 'ffeeddccbbaa99887766554433221100' });
  expect(other.rows).toBe(taken.rows);
  expect(await valuesOf(digest)).not.toEqual(first);
});

test('rules and comments decide before names and types', async () => {
  await source.query(`COMMENT ON COLUMN item.what IS 'What was bought (flyback:mask=keep)'; COMMENT ON COLUMN person.salary IS 'PII'`);
  const sampled = await sample({
    size: { kind: 'rows', rows: 500 },
    rules: [
      { table: 'public.orders*', column: 'Note', mask: 'null' },
      { table: '*', column: 'total', mask: 'email' },
      { table: 'nowhere', column: '*', mask: 'keep' },
    ],
  });
  await source.query('COMMENT ON COLUMN item.what IS NULL; COMMENT ON COLUMN person.salary IS NULL');
  expect(sampled.share).toBeCloseTo(500 / 11_900, 2);
  expect(await valuesOf("SELECT bool_and(what LIKE 'planted item %') FROM item")).toEqual([true]);
  expect(await valuesOf('SELECT count("Note")::int FROM orders')).toEqual([0]);
  expect(tableOf('person', sampled).masked).toContainEqual({ column: 'salary', method: 'digits' });
  expect(sampled.gaps).toContain('The rule for nowhere * is about no column');
  expect(sampled.gaps).toContain("public.orders_2023.total cannot be masked as 'email': it is masked as its type allows");
});

test('whoever writes to the source is not in the way, and nobody has to wait for the sample', async () => {
  const writer = await source.connect();
  // Conflicts with every lock but ACCESS SHARE.
  await writer.query('BEGIN; LOCK TABLE item, orders, person, by_mail, currency IN EXCLUSIVE MODE');
  try {
    expect((await sample()).rows).toBe(taken.rows);
  } finally {
    await writer.end();
  }
});

test('a role that may only read some of it: what it may not see is said, and what refers to that stays out', async () => {
  const role = `flyback_reader_${source.name}`;
  await source.query(`CREATE ROLE ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}; REVOKE SELECT ON currency, login_use, empty_one, book FROM ${role};
    GRANT SELECT (id) ON login_use TO ${role}; ALTER TABLE department ENABLE ROW LEVEL SECURITY`);
  try {
    const seen = await sample({}, source, `SET ROLE ${role}`);
    expect(seen.gaps).toEqual(
      expect.arrayContaining([
        'public.currency stays empty: this role may not read it',
        'public.department stays empty: row-level security hides rows of it from this role',
        'public.login_use.login is left out: this role may not read it',
        expect.stringMatching(
          /^\d+ references are NULL in public\.orders: orders_currency_fkey refers to rows of public\.currency that did not/u,
        ),
        expect.stringMatching(/^\d+ rows are left out of public\.page: page_book_id_fkey refers to rows of public\.book that did not/u),
      ]),
    );
    expect(tableOf('login_use', seen)).toMatchObject({ masked: [] });
    expect(await valuesOf('SELECT count(*)::int FROM department')).toEqual([0]);
  } finally {
    await source.query(`ALTER TABLE department DISABLE ROW LEVEL SECURITY; DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});

test('a table that another session rewrites ends the sample at once, with the reason', async () => {
  const other = await source.connect();
  await other.query('BEGIN; LOCK TABLE item IN ACCESS EXCLUSIVE MODE');
  try {
    await expect(sample()).rejects.toMatchObject({
      code: 'ERR_SANDBOX_SAMPLE',
      exitCode: 11,
      message: expect.stringMatching(/^The sample could not be taken: another session holds a lock/u) as unknown,
    });
  } finally {
    await other.end();
  }
});

test('the database itself is refused before anything is written', async () => {
  const rows = await valuesOf('SELECT count(*)::int FROM item');
  await expect(sample({}, sink)).rejects.toMatchObject({ code: 'ERR_SANDBOX_IS_TARGET', exitCode: 2 });
  expect(await valuesOf('SELECT count(*)::int FROM item')).toEqual(rows);
});

test.each(['source', 'sink', 'abort'] as const)('a sample that is broken off (%s) says so, and no session hangs', async (what) => {
  const stop = new AbortController();
  const administrator = await source.connect();
  const end = (): void => {
    if (what === 'abort') stop.abort();
    else
      void administrator.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()', [
        { source, sink }[what].name,
      ]);
  };
  await expect(sample({ signal: stop.signal, progress: { ...QUIET, onStep: end } })).rejects.toMatchObject({
    code: what === 'abort' ? expect.stringMatching(/^ERR_(?:SANDBOX_SAMPLE|EXECUTE_CANCELLED)$/u) : 'ERR_SANDBOX_SAMPLE',
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { info, migrate, validate } from '../../src/index.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createWorkbench, failureOf, HISTORY } from './workbench.ts';

const ONE = 'CREATE TABLE one (id integer);\n';
const TWO = 'CREATE TABLE two (id integer);\n';

describe('names that mean the same are refused, and nothing is done', () => {
  test.each([
    ['V1__a.sql', 'V01__b.sql'],
    ['V1__a.sql', 'V1.0__b.sql'],
    ['V1_1__a.sql', 'V1.1__b.sql'],
    ['V1__a.sql', 'more/V1__a.sql'],
    ['R__a.sql', 'more/R__a.sql'],
    ['V1__a.sql', 'V1__A.sql'],
  ])('%s and %s', async (first, second) => {
    await using bench = await createWorkbench({ [first]: ONE, [second]: TWO });
    for (const command of [migrate, info, validate]) {
      const failure = await failureOf(command(bench.options()));
      expect(failure.code).toBe('ERR_SOURCE_DUPLICATE');
      expect(failure.message).toContain(join(bench.project.directory, 'sql', second));
    }
    expect(await bench.contents()).toEqual([]);
  });
});

test('unusual names run once and stay the same', async () => {
  const names = [
    'V1__é_日本_🦊.sql',
    'V2__with space.sql',
    'V3__rtl\u202Elqs.sql',
    'V4__new\nline.sql',
    `V5__it's_"q"_\${x}.sql`,
    'V6__.sql',
    'R__täglich.sql',
    'V0000000007__zeros.sql',
    `V${'9'.repeat(45)}__long.sql`,
  ];
  await using bench = await createWorkbench(Object.fromEntries(names.map((name) => [name, 'SELECT 1;'])));
  const { migrations } = await migrate(bench.options());
  expect(migrations.map(({ script }) => script).toSorted()).toEqual(names.toSorted());
  expect((await validate(bench.options())).isValid).toBe(true);
  expect((await migrate(bench.options())).migrations).toEqual([]);
  expect(await bench.database.query(`SELECT description FROM ${HISTORY} WHERE version IN ('3', '4', '6') ORDER BY version`)).toEqual([
    { description: 'rtl\u202Elqs' },
    { description: 'new\nline' },
    { description: '' },
  ]);
});

test('a version too long for the history leaves nothing behind', async () => {
  await using bench = await createWorkbench({ [`V${'9'.repeat(240)}__long.sql`]: ONE });
  expect((await info(bench.options())).pending).toBe(1);
  expect(await failureOf(migrate(bench.options()))).toMatchObject({ code: 'ERR_DB_QUERY', sqlState: '22001' });
  expect(await bench.database.query("SELECT to_regclass('one') AS one")).toEqual([{ one: null }]);
});

test('names that are none are passed over, or refused with -validateMigrationNaming', async () => {
  const wrong = ['V__x.sql', 'V1_x.sql', 'Vabc__x.sql', 'V1..2__x.sql', 'V-1__x.sql'];
  await using bench = await createWorkbench({
    'V1__a.sql': ONE,
    'v2__lower.sql': TWO,
    ...Object.fromEntries(wrong.map((name) => [name, 'nonsense'])),
  });
  const failure = await failureOf(migrate(bench.options({ config: { validateMigrationNaming: true } })));
  expect(failure.code).toBe('ERR_SOURCE_NAME');
  for (const name of ['V__x.sql', 'V1_x.sql', 'Vabc__x.sql']) expect(failure.message).toContain(name);
  expect(await bench.contents()).toEqual([]);
});

test('folders, pipes, loops and dangling links named like migrations are no migrations', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': ONE });
  const sql = join(bench.project.directory, 'sql');
  mkdirSync(join(sql, 'V2__folder.sql'));
  execFileSync('mkfifo', [join(sql, 'V3__pipe.sql')]);
  symlinkSync('.', join(sql, 'loop'));
  symlinkSync('../sql', join(sql, 'again'));
  symlinkSync('nowhere', join(sql, 'V4__dangling.sql'));
  symlinkSync('V1__a.sql', join(sql, 'V5__linked.sql'));
  bench.project.write({ 'sql/V1__a.sql': 'SELECT 1;' });
  expect((await migrate(bench.options())).migrations.map(({ version }) => version)).toEqual(['1', '5']);
});

test('10,000 files are listed in order by the built program', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': ONE });
  for (let version = 2; version <= 10_000; version++)
    writeFileSync(join(bench.project.directory, `sql/V${version}__m.sql`), `SELECT ${version};\n`);
  const { exitCode, stdout } = await runFlyback(bench.args('info', '-outputType=json'));
  expect(exitCode).toBe(0);
  const { migrations } = JSON.parse(stdout) as { migrations: { version: string; state: string }[] };
  expect(migrations.map(({ version }) => version)).toEqual(Array.from({ length: 10_000 }, (_, index) => String(index + 1)));
});

import { expect, test } from 'vitest';
import { migrate, validate } from '../../src/index.ts';
import { createWorkbench, failureOf, HISTORY } from './workbench.ts';

test('a missing one stops the run with its place, and leaves nothing', async () => {
  await using bench = await createWorkbench({
    'V1__a.sql': 'CREATE TABLE one (id integer);\n',
    'V2__b.sql': 'SELECT 1;\nSELECT ${missing};\n',
  });
  const failure = await failureOf(migrate(bench.options()));
  expect(failure).toMatchObject({
    code: 'ERR_SOURCE_PLACEHOLDER',
    message: expect.stringContaining('${missing}'),
    place: { line: 2, column: 8 },
  });
  expect(await bench.database.query(`SELECT version FROM ${HISTORY}`)).toEqual([{ version: '1' }]);
});

test('a repeatable one with a missing placeholder is known before anything runs', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': 'CREATE TABLE one (id integer);\n', 'R__b.sql': 'SELECT ${missing};\n' });
  expect((await failureOf(migrate(bench.options()))).code).toBe('ERR_SOURCE_PLACEHOLDER');
  expect(await bench.database.query("SELECT to_regclass('one') AS one")).toEqual([{ one: null }]);
});

test('values are put in as they are, once: no recursion, no quoting', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': "CREATE TABLE said AS SELECT '${outer}' AS text, ${number} AS number;\n" });
  await migrate(bench.options({ placeholders: { outer: '${inner}${outer}$1$&', inner: 'never', number: 7 } }));
  expect(await bench.database.query('SELECT text, number FROM said')).toEqual([{ text: '${inner}${outer}$1$&', number: 7 }]);
});

test('a value that holds SQL is SQL, as with Flyway, within the transaction of its script', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': 'CREATE TABLE one (id integer);', 'V2__b.sql': "SELECT '${name}';" });
  await migrate(bench.options({ placeholders: { name: "'; DROP TABLE one; SELECT '" } }));
  expect(await bench.database.query("SELECT to_regclass('one') AS one")).toEqual([{ one: null }]);
  bench.project.write({ 'sql/V3__c.sql': "CREATE TABLE three (id integer); SELECT '${name}';" });
  expect((await failureOf(migrate(bench.options({ placeholders: { name: "'; DROP TABLE one; SELECT '" } })))).code).toBe(
    'ERR_EXECUTE_STATEMENT',
  );
  expect(await bench.database.query("SELECT to_regclass('three') AS three")).toEqual([{ three: null }]);
});

test('a value with quotes, line ends and dollar quotes keeps the places of errors', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': "SELECT '${long}';\nSELECT nothing;\n" });
  const failure = await failureOf(migrate(bench.options({ placeholders: { long: 'a\nb\n$$ '.repeat(50) } })));
  expect(failure.place).toMatchObject({ line: 2, column: 8 });
});

test('an open placeholder and replacement switched off are text', async () => {
  await using bench = await createWorkbench({ 'V1__a.sql': "CREATE TABLE said AS SELECT '${open' AS text;\n" });
  await migrate(bench.options({ placeholderReplacement: false }));
  expect(await bench.database.query('SELECT text FROM said')).toEqual([{ text: '${open' }]);
});

test('the checksum of a repeatable one follows its values', async () => {
  await using bench = await createWorkbench({ 'R__a.sql': "SELECT '${word}';\n" });
  const run = async (word: string): Promise<number> => (await migrate(bench.options({ placeholders: { word } }))).migrations.length;
  expect([await run('a'), await run('a'), await run('b'), await run('b')]).toEqual([1, 0, 1, 0]);
  expect((await validate(bench.options({ placeholders: { word: 'c' } }))).isValid).toBe(false);
});

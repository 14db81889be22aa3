import { openSync, writeSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrate, type FailedMigrationError } from '../../src/index.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createWorkbench, failureOf, HISTORY } from './workbench.ts';

const TABLES =
  "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'flyway_schema_history' ORDER BY 1";

describe('files that run', () => {
  test.each<[string, string | Uint8Array, readonly string[]]>([
    ['an empty one', '', []],
    ['only blanks and semicolons', ' \n;;\n ; \t\n', []],
    ['only comments', '-- nothing\n/* at /* all */ ; */\n', []],
    ['a byte order mark', '\uFEFFCREATE TABLE a (id integer);', ['a']],
    ['no newline at the end', 'CREATE TABLE a (id integer)', ['a']],
    ['a comment at the end without newline', 'CREATE TABLE a (id integer); -- done', ['a']],
    ['CR as line ends', 'CREATE TABLE a (id integer);\r-- b\rCREATE TABLE c (id integer);\r', ['a', 'c']],
    ['CRLF as line ends', 'CREATE TABLE a (id integer);\r\nCREATE TABLE c (id\r\ninteger);\r\n', ['a', 'c']],
    [
      'nested dollar quotes',
      "DO $a$ BEGIN EXECUTE $b$ CREATE TABLE a (t text DEFAULT $$;$$) $b$; END $a$;\nCREATE TABLE c (t text DEFAULT '$a$');",
      ['a', 'c'],
    ],
    [
      'nested comments and quotes in them',
      '/* \' /* $x$ */ " */ CREATE TABLE a (id integer); -- it\'s\nCREATE TABLE "b;c" (id integer);',
      ['a', 'b;c'],
    ],
    [
      'a body in SQL',
      'CREATE TABLE a (id integer);\nCREATE FUNCTION f() RETURNS integer BEGIN ATOMIC SELECT 1; SELECT 2; END;\nCREATE TABLE c (id integer);',
      ['a', 'c'],
    ],
  ])('%s', async (_what, text, tables) => {
    await using bench = await createWorkbench({ 'V1__a.sql': text });
    expect((await migrate(bench.options())).migrations).toHaveLength(1);
    expect(await bench.database.query(TABLES)).toEqual(tables.map((name) => ({ name })));
  });

  test.each([
    ['UTF-16', 'UTF-16', [0xff, 0xfe, ...Buffer.from("CREATE TABLE ä (t text DEFAULT '日');", 'utf16le')]],
    ['Latin-1', 'ISO-8859-1', [...Buffer.from("CREATE TABLE ä (t text DEFAULT 'é');", 'latin1')]],
  ])('%s with its encoding', async (_what, encoding, bytes) => {
    await using bench = await createWorkbench({ 'V1__a.sql': Uint8Array.from(bytes) });
    await migrate(bench.options({ config: { encoding } }));
    expect(await bench.database.query(TABLES)).toEqual([{ name: 'ä' }]);
  });
});

describe('files that are refused with their place, and leave nothing', () => {
  const FIRST = 'CREATE TABLE a (id integer);\n';
  test.each<[string, string | Uint8Array, string, readonly [number, number]]>([
    ['invalid UTF-8', Buffer.from(`${FIRST}SELECT 'a\u00ff';\n`, 'latin1'), 'ERR_SOURCE_UNREADABLE', [2, 10]],
    ['UTF-16 taken for UTF-8', Uint8Array.from([0xff, 0xfe, ...Buffer.from('SELECT 1;', 'utf16le')]), 'ERR_SOURCE_UNREADABLE', [1, 1]],
    ['a NUL', `${FIRST}  SELECT 'a\0b';\n`, 'ERR_SQL_UNSUPPORTED', [2, 12]],
    ['\\copy', `${FIRST}\\copy a from 'x.csv'\n`, 'ERR_EXECUTE_STATEMENT', [2, 1]],
    ['\\gexec', `${FIRST}SELECT 'DROP TABLE a' \\gexec\n`, 'ERR_EXECUTE_STATEMENT', [2, 23]],
    ['an open string', `${FIRST}SELECT 'abc;\n`, 'ERR_EXECUTE_STATEMENT', [2, 8]],
    ['an open dollar quote', `${FIRST}\nSELECT $x$ abc;\n`, 'ERR_EXECUTE_STATEMENT', [3, 8]],
    ['an open comment', `${FIRST}/* abc;\n`, 'ERR_EXECUTE_STATEMENT', [2, 1]],
    ['an open identifier', `${FIRST}SELECT "abc;\n`, 'ERR_EXECUTE_STATEMENT', [2, 8]],
    ['COPY without an end', `${FIRST}COPY a FROM stdin;\n1\n2\n`, 'ERR_SQL_UNTERMINATED', [2, 1]],
    ['COPY with wrong data', `${FIRST}COPY a FROM stdin;\n1\nx\n\\.\n`, 'ERR_EXECUTE_STATEMENT', [2, 1]],
    ['COPY to the client', `${FIRST}COPY (SELECT 1) TO STDOUT;\n`, 'ERR_EXECUTE_STATEMENT', [2, 1]],
    ['an error behind characters of four bytes', `${FIRST}SELECT '🦊🦊', nothing;\r\n`, 'ERR_EXECUTE_STATEMENT', [2, 14]],
    [
      'an error behind a byte order mark and CR, where only LF counts lines',
      '\uFEFF-- a\r  SELECT nothing;',
      'ERR_EXECUTE_STATEMENT',
      [1, 10],
    ],
  ])('%s', async (_what, text, code, [line, column]) => {
    await using bench = await createWorkbench({ 'V1__a.sql': text });
    const { code: found, place } = await failureOf(migrate(bench.options()));
    expect({ code: found, line: place?.line, column: place?.column }).toEqual({ code, line, column });
    expect(await bench.database.query(TABLES)).toEqual([]);
    const rows = `SELECT count(*)::int AS n FROM pg_class WHERE relname = '${HISTORY}' AND (SELECT count(*) FROM pg_stat_user_tables WHERE relname = '${HISTORY}' AND n_live_tup > 0) > 0`;
    expect(await bench.database.query(rows)).toEqual([{ n: 0 }]);
  });

  test('the statement of psql is named', async () => {
    await using bench = await createWorkbench({ 'V1__a.sql': `${FIRST}\\copy a from 'x.csv'\n` });
    const failure = (await failureOf(migrate(bench.options()))) as FailedMigrationError;
    expect(failure.explanation).toContain('\\copy is a command of psql');
  });
});

describe('large files', () => {
  const HEAP = '--max-old-space-size=256';
  const LIMIT_KIB = 512 * 1024;

  /** Runs the built program in a process whose greatest memory is printed at its end. */
  async function runMeasured(
    bench: Awaited<ReturnType<typeof createWorkbench>>,
  ): Promise<{ readonly exitCode: number | null; readonly stderr: string; readonly maxRssKib: number }> {
    const probe = join(bench.project.directory, 'probe.cjs');
    bench.project.write({ 'probe.cjs': "process.on('exit', () => process.stderr.write(`MAXRSS ${process.resourceUsage().maxRSS}\\n`));" });
    const { exitCode, stderr } = await runFlyback(bench.args('-q', 'migrate'), {
      env: { NODE_OPTIONS: `${HEAP} --require ${probe}` },
      timeoutMs: 150_000,
    });
    return { exitCode, stderr: stderr.replace(/^MAXRSS.*$/m, '').trim(), maxRssKib: Number(/^MAXRSS (\d+)$/m.exec(stderr)?.[1]) };
  }

  function writeLarge(path: string, head: string, line: string, count: number, tail: string): void {
    const file = openSync(path, 'w');
    const block = line.repeat(1000);
    writeSync(file, head);
    for (let at = 0; at < count / 1000; at++) writeSync(file, block);
    writeSync(file, tail);
    closeSync(file);
  }

  test('100 MB of COPY data stay below 512 MB of memory', async () => {
    await using bench = await createWorkbench({ 'V1__a.sql': 'CREATE UNLOGGED TABLE bulk (id integer, text text);' });
    const line = `1\t${'x'.repeat(997)}\n`;
    writeLarge(join(bench.project.directory, 'sql/V2__bulk.sql'), 'COPY bulk FROM stdin;\n', line, 100_000, '\\.\n');
    const { maxRssKib, ...result } = await runMeasured(bench);
    expect(result).toEqual({ exitCode: 0, stderr: '' });
    expect(maxRssKib).toBeLessThan(LIMIT_KIB);
    expect(await bench.database.query('SELECT count(*)::int AS n FROM bulk')).toEqual([{ n: 100_000 }]);
  });

  test('200,000 statements stay below 512 MB of memory, an error at their end is found', async () => {
    await using bench = await createWorkbench({ 'V1__a.sql': 'CREATE UNLOGGED TABLE bulk (id integer);' });
    writeLarge(join(bench.project.directory, 'sql/V2__bulk.sql'), '', 'INSERT INTO bulk VALUES (1);\n', 200_000, 'SELECT nothing;\n');
    const { maxRssKib, ...result } = await runMeasured(bench);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('V2__bulk.sql:200001:8');
    expect(maxRssKib).toBeLessThan(LIMIT_KIB);
    expect(await bench.database.query('SELECT count(*)::int AS n FROM bulk')).toEqual([{ n: 0 }]);
  });
});

test('a folder with the name of a migration is none', async () => {
  await using bench = await createWorkbench({ 'V2__b.sql': 'SELECT 1;' });
  mkdirSync(join(bench.project.directory, 'sql/V1__folder.sql'));
  expect((await migrate(bench.options())).migrations.map(({ version }) => version)).toEqual(['2']);
});

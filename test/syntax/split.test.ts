import { describe, expect, test } from 'vitest';
import { placeholderLookup, replacePlaceholders } from '../../src/syntax/placeholders.ts';
import { splitStatements } from '../../src/syntax/split.ts';
import type { SplitOptions, Statement } from '../../src/syntax/split.ts';

function split(text: string, options?: SplitOptions): Statement[] {
  return [...splitStatements(Buffer.from(text), options)];
}

function texts(text: string, options?: SplitOptions): string[] {
  return split(text, options).map(({ sql }) => sql);
}

describe('the boundaries of statements', () => {
  test.each([
    ['one without semicolon', 'select 1', ['select 1']],
    ['two', 'select 1;\nselect 2;\n', ['select 1', 'select 2']],
    ['on one line', 'select 1;select 2', ['select 1', 'select 2']],
    ['empty ones are left out', ';;\n ; select 1;; \n;', ['select 1']],
    ['nothing', ' \n\t', []],
    ['only comments', '-- a\n/* b; */', []],
    ['a comment before an empty statement', '-- a\n; select 1', ['select 1']],
    ['comments in front stay', '-- a;\n/* b; */ select 1; -- c', ['-- a;\n/* b; */ select 1']],
    ['comments at the end of the file stay without semicolon', 'select 1 -- c\n ', ['select 1 -- c']],
    ['nested comments', '/* a /* b; */ c; */ select 1 /**/;/*/ ; */select 2', ['/* a /* b; */ c; */ select 1 /**/', '/*/ ; */select 2']],
    ['a comment right behind an operator', 'select 1 +-- ;\n 2 */* ; */ 3; select 4', ['select 1 +-- ;\n 2 */* ; */ 3', 'select 4']],
    ['line comments end at CR too', 'select 1 -- ;\r; select 2', ['select 1 -- ;', 'select 2']],
    [
      'parentheses',
      'create rule r as on delete to t do also (\n a; b; (c;)\n);\nselect 1',
      ['create rule r as on delete to t do also (\n a; b; (c;)\n)', 'select 1'],
    ],
    ['a statement may begin with one', '(select 1) union (select 2); select 3', ['(select 1) union (select 2)', 'select 3']],
    ['a closing one too many', 'select 1); select 2', ['select 1)', 'select 2']],
    ['a byte order mark', '\ufeffselect 1; select 2', ['select 1', 'select 2']],
    ['foreign blanks, as in Flyway', '\u00a0select 1;\u2003\u3000\n select 2;\u00a0', ['select 1', 'select 2']],
    ['CRLF', 'select 1;\r\n\r\nselect\r\n2;\r\n', ['select 1', 'select\r\n2']],
  ])('%s', (_, text, expected) => expect(texts(text)).toEqual(expected));
});

describe('strings and names', () => {
  test.each([
    ["'a;b''c;'", 'doubled quote'],
    ["'a\\'", 'backslash at the end'],
    ["E'a\\';b\\\\'", 'escapes'],
    ["e'a\\';b'", 'escapes, lower case'],
    ["E'a;'\n  'b\\';c'", 'escapes go on in the next segment'],
    ["E'a' -- x\n 'b\\';c'", 'a comment between two segments'],
    ["E'a''b\\';'", 'doubled quote and escape'],
    ["E'a' 'b\\'", 'no segment without line end'],
    ["B'1;0'", 'bits'],
    ["x'1;F'", 'hexadecimal'],
    ["N'a;b\\'", 'national'],
    ["U&'d\\0061;\\'", 'unicode'],
    ['U&"a;\\"', 'unicode name'],
    ['"a;""b"', 'quoted name'],
    ["$$a;'b$$", 'dollar quote'],
    ['$x$a; $$ $y$ ; $x$', 'dollar quote with tag'],
    ['$größe$ ; $größe$', 'tag outside of ASCII'],
    ['$_1$ ; $1 $_1$', 'digits in a tag'],
    ['$a$$b$a$', 'a tag right behind a tag'],
    ['1$$;$$', 'behind a number'],
    ['+$$;$$', 'behind an operator'],
    ['größe', 'a name outside of ASCII'],
    ['a$b$', 'a dollar in a name'],
    ['a$$', 'dollars at the end of a name'],
    ['$1 + $2', 'parameters'],
    ['$1$$;$$', 'dollar quote behind a parameter'],
    ['a $ b', 'a lone dollar'],
    ['1e5', 'number'],
    ["ae'\\'", 'no escapes behind a longer word'],
  ])('%s (%s)', (token) => expect(texts(`select ${token}; select 2`)).toEqual([`select ${token}`, 'select 2']));
});

describe('standard_conforming_strings', () => {
  const OFF = "select 'a\\'; b'";
  const ON = ["select 'a\\'", "b'"];

  test('is on unless the server says otherwise', () => {
    expect(texts(OFF)).toEqual(ON);
    expect(texts(`${OFF}; select 2`, { isStandardConforming: false })).toEqual([OFF, 'select 2']);
    expect(texts("select E'\\''; select B'1\\'; select 3", { isStandardConforming: false })).toHaveLength(3);
  });

  test.each([
    ['set standard_conforming_strings = off', true],
    ['SET SESSION standard_conforming_strings TO false', true],
    ['set /* ; */ local "standard_conforming_strings" to \'off\'', true],
    ["select pg_catalog.set_config('standard_conforming_strings', 'off', false)", true],
    ['set standard_conforming_strings = on', false],
    ['set standard_conforming_strings to default', false],
    ['set escape_string_warning = off', false],
    ["select 'set standard_conforming_strings = off'", false],
    ['create function f() returns int language sql set standard_conforming_strings = off as $$ select 1 $$', false],
    ['set standard_conforming_strings = off; reset standard_conforming_strings', false],
    ['set standard_conforming_strings = off; reset all', false],
    ['set standard_conforming_strings = off; discard all', false],
    ['set standard_conforming_strings = off; commit', true],
    ['begin; set standard_conforming_strings = off; rollback', false],
    ['begin; set standard_conforming_strings = off; rollback to savepoint a', true],
    ['set local standard_conforming_strings = off; commit', false],
    ['set standard_conforming_strings = off; begin; set standard_conforming_strings = on; rollback', true],
  ])('%s', (before, isOff) => {
    expect(texts(`${before};\n${OFF}`).slice(before.split(/; (?!\*)/).length)).toEqual(isOff ? [OFF] : ON);
  });

  test('is off from the statement on that says so', () => {
    const text =
      "set standard_conforming_strings = off; select 'it\\'s; here'; set standard_conforming_strings = on; select 'plain\\'; select 5";
    expect(texts(text)).toHaveLength(5);
  });
});

describe('BEGIN ATOMIC', () => {
  test.each([
    'create function f() returns int language sql begin atomic select 1; select 2; end',
    'CREATE OR REPLACE PROCEDURE p() LANGUAGE sql\nBEGIN /* ; */ ATOMIC\n INSERT INTO t VALUES (1);\nEND',
    'create function f(a int) returns int begin atomic select case when a > 1 then case a when 2 then 3 end else 4 end; select 5; end',
    'create function f() returns int begin atomic select (case when true then 1 end); select 1 as end; select t.end, "end" from t; end',
    'create function f(x int default (1)) returns int begin atomic; end',
  ])('%s', (sql) => expect(texts(`${sql};\nselect 2`)).toEqual([sql, 'select 2']));

  test.each([
    ['begin; select 1; end', ['begin', 'select 1', 'end']],
    [
      'create function begin() returns int language sql as $$ select 1 $$; select 2',
      ['create function begin() returns int language sql as $$ select 1 $$', 'select 2'],
    ],
    ['select 1 as begin, atomic from t; select 2', ['select 1 as begin, atomic from t', 'select 2']],
    [
      'create table begin (atomic int); select case when true then 1 end; select 2',
      ['create table begin (atomic int)', 'select case when true then 1 end', 'select 2'],
    ],
  ])('is not meant in %s', (text, expected) => expect(texts(text)).toEqual(expected));

  test('needs its END', () => {
    const text = 'select 1;\n create function f() returns int begin atomic select 1;\n';
    const message = `Incomplete statement at line 2 col 2: ${text.slice(11)}`;
    expect(() => split(text)).toThrow(expect.objectContaining({ code: 'ERR_SQL_UNTERMINATED', message }));
    expect(() => split(text, { file: 'sql/V1__a.sql' })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^Unable to parse statement in sql\/V1__a\.sql at line 2 col 2\. See \S+ for more information\. Incomplete statement/,
        ),
        place: expect.objectContaining({ file: 'sql/V1__a.sql', line: 2, column: 2 }),
        cause: expect.objectContaining({ message }),
      }),
    );
  });
});

describe('COPY ... FROM STDIN', () => {
  function copies(text: string): (string | null)[] {
    return split(text).map(({ copyData }) => copyData && Buffer.from(text).toString('utf8', copyData.start, copyData.end));
  }

  test.each([
    'copy t from stdin',
    'COPY public.t (a, "b;c") FROM STDIN WITH (FORMAT csv)',
    'copy t(a,b)from/* ; */stdin csv header',
    'copy "from" from stdin',
    'copy "t" (a) from stdin',
    'copy U&"t" (a) from stdin',
    'copy "s" . "t" (a, "from") from stdin',
    'copy s.from from stdin',
    'copy binary t from stdin',
    "copy t from stdin delimiter ';'",
    '-- the towns\ncopy größe from stdin',
    'copy t from stdout',
  ])('%s', (sql) => {
    const text = `${sql};\n1\ta;b'\n\\N\t$$ \\. -- x\n\\.\nselect 2;`;
    expect(copies(text)).toEqual(["1\ta;b'\n\\N\t$$ \\. -- x\n", null]);
    expect(texts(text)).toEqual([sql, 'select 2']);
  });

  test.each([
    'copy (select 1 from stdin) to stdout',
    'copy t to stdout',
    "copy t from 'stdin'",
    "copy t from program 'stdin'",
    'copy t from "stdin"',
    "select 'copy t from stdin'",
    'create table copy (a int) /* from stdin */',
    'insert into copy select 1 from stdin',
  ])('is not meant in %s', (sql) => expect(copies(`${sql};\nselect 2;`)).toEqual([null, null]));

  test('ends at a line that holds only the mark and blanks', () => {
    expect(copies('copy t from stdin;\r\n1\r\n \\. \r\nselect 1;')).toEqual(['1\r\n', null]);
    expect(copies('copy t from stdin;\n\\.')).toEqual(['']);
    expect(copies('copy t from stdin;\n\\.\n\\.x\n')).toEqual(['', null]);
    expect(copies('copy t from stdin;\nx\\.\n\\.x\n\\\\.\n\\.\n')).toEqual(['x\\.\n\\.x\n\\\\.\n']);
  });

  test('several, with the lines counted through the data', () => {
    const all = split('copy a from stdin;\n1\n\\.\n\ncopy b from stdin;\n2\n3\n\\.\nselect 1;');
    expect(all.map(({ line }) => line)).toEqual([1, 5, 9]);
  });

  test('tells what stands behind the semicolon and is not executed', () => {
    const text = 'copy t from stdin; select 1;\n\\.\n';
    const [copy] = split(text);
    expect(copy?.ignored && text.slice(copy.ignored.start, copy.ignored.end)).toBe(' select 1;');
  });

  test.each(['copy t from stdin;\n1\n2\n', 'copy t from stdin;', 'copy t from stdin', 'copy t from stdin\n1\n\\.\n'])(
    '%j has no end',
    (text) => {
      const found = expect.objectContaining({
        code: 'ERR_SQL_UNTERMINATED',
        place: expect.objectContaining({ file: 'a.sql', line: 2, column: 1 }),
      });
      expect(() => split(`select 1;\n${text}`, { file: 'a.sql' })).toThrow(found);
    },
  );
});

describe('what a statement tells', () => {
  test('line and column of the first token that is no comment', () => {
    const all = split('-- a\n\n  select 1; /* b */\n-- c\n\tselect 2;ö select 3');
    expect(all.map(({ line, column }) => [line, column])).toEqual([
      [3, 3],
      [5, 2],
      [5, 11],
    ]);
  });

  test('lines count LF only, as Flyway does', () => {
    expect(split('select 1;\rselect 2;\r\nselect 3').map(({ line, column }) => [line, column])).toEqual([
      [1, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  test('lines count in the replaced text, offsets lead back to the file', () => {
    const original = Buffer.from('select ${two};\nselect 3;');
    const resolve = placeholderLookup(new Map([['two', '1,\n2']]), new Map());
    const text = replacePlaceholders(original, { prefix: '${', suffix: '}', resolve });
    const [, second] = [...splitStatements(text)];
    expect([second?.line, text.originalOffset(second?.tokenStart ?? 0)]).toEqual([3, 15]);
  });

  test.each([
    ["select 'a;", 'string'],
    ["select E'a\\';", 'string'],
    ['select "a;', 'quoted-identifier'],
    ['select $x$a;', 'dollar-quote'],
    ['select 1 /* a;', 'comment'],
    ['select (1;', 'parenthesis'],
    ['/* a /* b */ ; select 1', 'comment'],
    ['select 1', null],
  ])('%j ends in the middle of a %s', (text, unterminated) => {
    expect(split(text).map((one) => [one.sql, one.unterminated])).toEqual([[text, unterminated]]);
  });

  test.each([
    ['\\copy t from x.csv\nselect 1;', '\\copy'],
    ['select 1 \\gexec\nselect 2;', '\\gexec'],
    ['\\i other.sql', '\\i'],
    ['\\restrict abc\nselect 1;', '\\restrict'],
    ['\\.\nselect 1;', '\\.'],
    ['select \'\\copy\', $$\n\\i$$, "\\x" -- \\y', null],
    ["select E'\\n'", null],
  ])('%j holds a command of psql', (text, name) => expect(split(text)[0]?.metaCommand?.name ?? null).toBe(name));

  test('where a NUL byte is', () => {
    expect(split('select 1;\0select \0 2; select 3').map(({ nulOffset }) => nulOffset)).toEqual([null, 9, null]);
    expect(split('select 1;\n\0\0').map(({ nulOffset }) => nulOffset)).toEqual([null, 10]);
  });

  test('its part in transaction control', () => {
    expect(split('/* go */ begin; select 1; end').map(({ control }) => control)).toEqual(['begin', null, 'commit']);
  });

  test('its place among the others', () => {
    expect(split('select 1;;select 2').map(({ index }) => index)).toEqual([0, 1]);
  });
});

test('a large file is split without copies of its data', () => {
  const row = "1\tsome text; with 'quotes'\n".repeat(1000);
  const text = Buffer.from(`copy t from stdin;\n${row.repeat(200)}\\.\nselect 1;\n`);
  const all = [...splitStatements(text)];
  expect(all.map(({ line }) => line)).toEqual([1, 200_003]);
  expect(all[0]?.copyData).toEqual({ start: 19, end: 19 + row.length * 200 });
});

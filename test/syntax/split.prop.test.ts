import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { FlybackError } from '../../src/model/errors.ts';
import { leadingKeywords } from '../../src/syntax/keywords.ts';
import { loadParser, parseSql } from '../../src/syntax/parse.ts';
import { splitStatements } from '../../src/syntax/split.ts';
import type { Statement } from '../../src/syntax/split.ts';
import { couldRefuseTransaction, isFlywayNonTransactional, transactionRule } from '../../src/syntax/transaction-rule.ts';

beforeAll(loadParser);

/** Valid statements, each with something that a splitter could stumble over. */
const ZOO = [
  'select 1',
  "insert into t values ('a;b', 'it''s', 'back\\')",
  "select E'a\\'; b', e'c\\\\', E'd'\n'\\';'",
  "select U&'d\\0061t;' , B'10' , X'1F', N'x;'",
  'select "a;b", "c""d;", U&"e;"',
  'select $$;$$, $a$ $$ ; $b$ $a$, $größe$;$größe$',
  'select a$b, a$$ from t',
  'prepare p (int) as select $1 + $1',
  'select größe, 名前 from "Ärger;" where straße = \'ß;\'',
  "select 1 - -1, 2*-1, @ -5, a->>'b;', (array[1,2])[1:2], 5 /* ; */ + 3",
  'create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end',
  'create or replace procedure p() language sql begin atomic insert into t select case 1 when 1 then (case 2 when 2 then 3 end) end; end',
  'create function g() returns void language plpgsql as $x$ begin perform 1; end; $x$',
  "do $$ declare a text := ';'; begin null; end $$",
  'create rule r as on delete to t do also (insert into u values (1); delete from v)',
  '(select 1) union all (select 2)',
  'begin',
  'commit',
  'create index concurrently i on t (a)',
  'vacuum (analyze) t',
  'reindex table concurrently t',
  'alter table a detach partition b concurrently',
  'set standard_conforming_strings = on',
  'copy (select 1) to stdout',
  "copy t from 'file;'",
  'create table begin (atomic int, "end" text)',
];
const GAPS = [' ', '\n', '\r\n', '\t', " -- c; '\n", '/* ; */', '/* a /* b; */ c */', '-- "\n', '\f'];
const gap = fc.array(fc.constantFrom(...GAPS), { maxLength: 4 }).map((parts) => parts.join(''));
const spaced = fc.tuple(gap, fc.constantFrom(...ZOO), gap).map((parts) => parts.join(''));
const script = fc.tuple(fc.array(spaced, { minLength: 1, maxLength: 8 }), gap, fc.boolean()).map(([parts, end, isClosed]) => {
  return parts.join(';') + (isClosed ? `;${end}` : '');
});

/** Random pieces of syntax, rarely valid. */
const PIECES = [
  ...'\'"$;()\\-/*eEuU&bxn \n\r\t\0ö',
  '$$',
  '$a$',
  '--',
  '/*',
  '*/',
  "E'",
  'begin atomic',
  ' case ',
  ' end',
  'create function ',
  'copy t from stdin',
  '\n\\.\n',
];
const chaos = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join(''));

function isGap(text: string): boolean {
  return text.replace(/--[^\n\r]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*)|\/\*[^]*?\*\/)*\*\//g, '').trim() === '';
}

function splitOrRefuse(bytes: Buffer): Statement[] | null {
  try {
    return [...splitStatements(bytes)];
  } catch (error) {
    expect(error).toBeInstanceOf(FlybackError);
    return null;
  }
}

describe('the splitter', () => {
  test('agrees with PostgreSQL’s parser on where statements are', () => {
    fc.assert(
      fc.property(script, (text) => {
        const bytes = Buffer.from(text);
        const found = [...splitStatements(bytes)].map(({ tokenStart, end }) => bytes.toString('utf8', tokenStart, end));
        const expected = (parseSql(text).stmts ?? []).map(({ stmt_location: start = 0, stmt_len: length }) =>
          withoutLeadingGap(bytes.toString('utf8', start, length === undefined ? bytes.length : start + length)).trimEnd(),
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('loses no byte: what lies between statements is blank, comment or semicolon', () => {
    fc.assert(
      fc.property(script, (text) => {
        const bytes = Buffer.from(text);
        let joined = '';
        let at = 0;
        for (const { start, end, sql } of splitStatements(bytes)) {
          const between = bytes.toString('utf8', at, start);
          expect(isGap(between.replaceAll(';', ''))).toBe(true);
          joined += between + sql;
          at = end;
        }
        expect(joined + bytes.toString('utf8', at)).toBe(text);
      }),
    );
  });

  test('knows line and column of each statement', () => {
    fc.assert(
      fc.property(script, (text) => {
        const bytes = Buffer.from(text);
        for (const { line, column, tokenStart } of splitStatements(bytes)) {
          const before = bytes.toString('utf8', 0, tokenStart);
          expect(line).toBe(before.split('\n').length);
          expect(column).toBe([...(before.split(/[\n\r]/).at(-1) as string)].length + 1);
        }
      }),
    );
  });

  test('ends on any input, with ordered statements that overlap nowhere', () => {
    const input = fc.oneof(
      chaos.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(input, (bytes) => {
        let at = 0;
        for (const { start, end, tokenStart, copyData, control } of splitOrRefuse(bytes) ?? []) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(tokenStart).toBeGreaterThanOrEqual(start);
          expect(end).toBeGreaterThan(start);
          expect(control === null || typeof control === 'string').toBe(true);
          at = copyData?.end ?? end;
        }
        expect(at).toBeLessThanOrEqual(bytes.length);
        expect(leadingKeywords(bytes, 20).length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 3000 },
    );
  });

  test('splits COPY data off, whatever it holds', () => {
    const data = fc.array(
      fc.string().filter((line) => !/[\n\r]/.test(line) && line.trim() !== '\\.'),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(data, (lines) => {
        const rows = lines.map((line) => `${line}\n`).join('');
        const bytes = Buffer.from(`copy t from stdin;\n${rows}\\.\nselect 1;`);
        const [copy, next] = [...splitStatements(bytes)];
        expect(copy?.copyData && bytes.toString('utf8', copy.copyData.start, copy.copyData.end)).toBe(rows);
        expect(next?.sql).toBe('select 1');
      }),
    );
  });
});

describe('the filter in front of the parser', () => {
  test('lets through every statement that refuses a transaction, however it is written', () => {
    const separator = fc.constantFrom(' ', '\n', '/* x */', ' -- y\n', '\t ');
    const written = fc.tuple(fc.constantFrom(...ZOO), fc.array(separator, { minLength: 1, maxLength: 5 }), fc.boolean());
    fc.assert(
      fc.property(written, ([sql, separators, isUpper]) => {
        const isPlain = !/['"$]/.test(sql);
        const words = sql.split(' ').map((word) => (isUpper && isPlain ? word.toUpperCase() : word));
        const text = isPlain ? words.reduce((left, right, index) => left + separators[index % separators.length] + right) : sql;
        const { isTransactional } = transactionRule(text, 150000);
        const isToBeSeen = !isTransactional || isFlywayNonTransactional(text, 150000);
        expect({ text, isSeen: couldRefuseTransaction(text) || !isToBeSeen }).toEqual({ text, isSeen: true });
      }),
      { numRuns: 500 },
    );
  });
});

function withoutLeadingGap(text: string): string {
  const bytes = Buffer.from(text);
  const [first] = [...splitStatements(bytes)];
  return first === undefined ? '' : bytes.toString('utf8', first.tokenStart);
}

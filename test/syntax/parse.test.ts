import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parseSql } from '../../src/syntax/parse.ts';

beforeAll(loadParser);

describe('parseSql', () => {
  test('gives PostgreSQL’s tree', () => {
    expect(parseSql('create index concurrently a on b (c); select 1').stmts).toHaveLength(2);
    expect(parseSql(' \n').stmts).toEqual([]);
  });

  test('names the place of an error in characters', () => {
    const parse = (): unknown => parseSql("select 'größe',\n  '日本' from from t", 'V1__a.sql');
    expect(parse).toThrow(
      expect.objectContaining({
        code: 'ERR_SQL_SYNTAX',
        message: 'syntax error at or near "from"',
        place: { file: 'V1__a.sql', line: 2, column: 13, excerpt: "  '日本' from from t\n   \u3000\u3000       ^" },
      }),
    );
  });

  test('does not stop silently at a NUL byte', () => {
    expect(() => parseSql('select 1;\0 drop table a')).toThrow(expect.objectContaining({ code: 'ERR_SQL_UNSUPPORTED' }));
  });
});

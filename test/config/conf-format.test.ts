import { describe, expect, test } from 'vitest';
import { parseConf, printConf } from '../../src/config/conf-format.ts';
import { ConfigError } from '../../src/model/errors.ts';

function read(text: string, variables: Record<string, string> | null = {}): [string, string][] {
  return parseConf(text, variables).map(({ key, value }) => [key, value]);
}

describe('parseConf', () => {
  test.each([
    ['flyway.a=b', 'flyway.a', 'b'],
    ['flyway.a = b  ', 'flyway.a', 'b'],
    ['flyway.a: b', 'flyway.a', 'b'],
    ['flyway.a b c', 'flyway.a', 'b c'],
    ['   flyway.a=b', 'flyway.a', 'b'],
    ['flyway.a==b', 'flyway.a', '=b'],
    ['flyway.a=x#y', 'flyway.a', 'x#y'],
    ['flyway.a', 'flyway.a', ''],
    ['flyway.a=', 'flyway.a', ''],
    ['flyway.a=C:\\dir\\new', 'flyway.a', 'C:\\dir\\new'],
    ['\uFEFFflyway.a=b', 'flyway.a', 'b'],
  ])('%j', (text, key, value) => {
    expect(read(text)).toEqual([[key, value]]);
  });

  test('comments and blank lines', () => {
    expect(read('# a=b\n! c=d\n\n  # e \\\nflyway.a=1\r\n')).toEqual([['flyway.a', '1']]);
  });

  test('a backslash at the end goes on with the next line', () => {
    expect(read('flyway.a=1,\\\n   2,\\\n3')).toEqual([['flyway.a', '1,2,3']]);
  });

  test('but not when a blank line or another key follows', () => {
    expect(read('flyway.a=C:\\\n\nflyway.b=1')).toEqual([
      ['flyway.a', 'C:\\'],
      ['flyway.b', '1'],
    ]);
    expect(read('flyway.a=C:\\\nflyway.b=1')).toEqual([
      ['flyway.a', 'C:\\'],
      ['flyway.b', '1'],
    ]);
    expect(read('flyway.a=C:\\')).toEqual([['flyway.a', 'C:\\']]);
  });

  test('a comparison is no key (shouldExecute over several lines)', () => {
    expect(read('shouldExecute=${a} && \\\nflyway.b==1', null)).toEqual([['shouldExecute', '${a} && flyway.b==1']]);
  });

  test('environment variables: in keys and values, a missing one is empty, a backslash in one stays', () => {
    expect(read('flyway.${K}=${A}-${B}-${no.t}', { K: 'table', A: 'x\\y' })).toEqual([['flyway.table', 'x\\y--${no.t}']]);
  });

  test('the line of each entry', () => {
    expect(parseConf('# c\nflyway.a=1\\\n2\nflyway.b=3', {}).map(({ line }) => line)).toEqual([2, 4]);
  });
});

test('printConf refuses what the format cannot hold', () => {
  expect(() => printConf([{ key: 'a', value: 'b\nc' }])).toThrow(ConfigError);
  expect(() => printConf([{ key: 'a b', value: 'c' }])).toThrow(ConfigError);
});

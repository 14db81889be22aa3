import { describe, expect, test } from 'vitest';
import { parseConnectionUrl, type UrlParts } from '../../src/config/connection-url.ts';
import { redactUrl } from '../../src/config/redact-url.ts';

function parts(url: string): UrlParts {
  const parsed = parseConnectionUrl(url);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed;
}

describe('forms', () => {
  test.each([
    ['jdbc:postgresql://h/db', [['h', null]], 'db'],
    ['jdbc:postgresql://h:1/db', [['h', '1']], 'db'],
    ['jdbc:postgresql://h', [['h', null]], null],
    ['jdbc:postgresql://h/', [['h', null]], null],
    ['jdbc:postgresql://h:/db', [['h', null]], 'db'],
    [
      'jdbc:postgresql://h1:1,h2,[::1]:3/db',
      [
        ['h1', '1'],
        ['h2', null],
        ['::1', '3'],
      ],
      'db',
    ],
    ['jdbc:postgresql://[fe80::1]/db', [['fe80::1', null]], 'db'],
    ['jdbc:postgresql:db', [], 'db'],
    ['jdbc:postgresql:/', [], null],
    ['jdbc:postgresql:', [], null],
    ['jdbc:postgresql:///db', [], 'db'],
    ['jdbc:postgresql://h/post%67res', [['h', null]], 'postgres'],
    ['postgres://h/d%20b', [['h', null]], 'd b'],
    ['postgresql://', [], null],
    ['postgresql:///db?host=/run', [], 'db'],
    ['postgres://%2Frun%2Fpg/db', [['/run/pg', null]], 'db'],
    ['  postgres://h/db\n', [['h', null]], 'db'],
  ])('%s', (url, addresses, database) => {
    const parsed = parts(url);
    expect(parsed.addresses.map(({ host, port }) => [host, port])).toEqual(addresses);
    expect(parsed.database).toBe(database);
  });

  test.each([
    ['postgres://u@h/db', 'u', null],
    ['postgres://u:@h/db', 'u', ''],
    ['postgres://u%40x:p%2Fw%3A%25+@h/db', 'u@x', 'p/w:%+'],
    ['jdbc:postgresql://u:a:b@c@h/db', 'u', 'a:b@c'],
  ])('%s', (url, user, password) => {
    expect(parts(url)).toMatchObject({ user, password, addresses: [{ host: 'h' }] });
  });

  test('parameters are decoded; + is a blank only in JDBC', () => {
    expect([...parts('jdbc:postgresql://h/db?options=-c%20a=b&&x&y=1+2').parameters]).toEqual([
      ['options', '-c a=b'],
      ['x', ''],
      ['y', '1 2'],
    ]);
    expect(parts('postgres://h/db?y=1+2').parameters.get('y')).toBe('1+2');
  });

  test.each([
    ['jdbc:mysql://h/db?password=x', 'No Flyway database plugin found to handle jdbc:mysql://h/db?password=********. See '],
    ['not a url', 'No Flyway database plugin found to handle not a url. See '],
    ['jdbc:postgresql://h/a/b', 'Unable to parse URL jdbc:postgresql://h/a/b'],
    ['postgres://h/%zz', 'Unable to parse URL postgres://h/%zz'],
    ['postgres://[::1/db', 'Unable to parse URL postgres://[::1/db'],
  ])('refused: %s', (url, message) => {
    const parsed = parseConnectionUrl(url);
    expect('fault' in parsed && parsed.fault.startsWith(message)).toBe(true);
  });
});

// Recorded from Flyway 12.4.0 except the last two, which Flyway shows in part.
test.each([
  [
    'jdbc:postgresql://127.0.0.1:5991/postgres?user=postgres&password=sec&ApplicationName=x',
    'jdbc:postgresql://127.0.0.1:5991/postgres?user=postgres&password=********&ApplicationName=x',
  ],
  ['jdbc:postgresql://u:pw@127.0.0.1:5991/postgres', 'jdbc:postgresql://u:********@127.0.0.1:5991/postgres'],
  ['postgres://u:pw@127.0.0.1:5991/postgres', 'postgres://u:********@127.0.0.1:5991/postgres'],
  ['jdbc:nothing://x/y?password=secret', 'jdbc:nothing://x/y?password=********'],
  ['jdbc:postgresql://h1,h2:5433/db?connectTimeout=2', 'jdbc:postgresql://h1,h2:5433/db?connectTimeout=2'],
  ['jdbc:postgresql:foo', 'jdbc:postgresql:foo'],
  ['postgres://u:p@ss@h/db', 'postgres://u:********@h/db'],
  ['jdbc:postgresql://h/db?sslpassword=x', 'jdbc:postgresql://h/db?sslpassword=********'],
])('shown: %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});

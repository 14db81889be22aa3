import { describe, expect, test } from 'vitest';
import type { ConnectionSettings } from '../../src/model/connection.ts';
import { findPassword } from '../../src/config/pass-file.ts';
import { findService } from '../../src/config/service-file.ts';
import { ConfigFolder } from './config-folder.ts';

async function connect(
  flags: readonly string[],
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): Promise<ConnectionSettings | null> {
  using folder = new ConfigFolder(files);
  return (await folder.load(['info', ...flags], env)).config.connection;
}

function withParameters(query: string): Promise<ConnectionSettings | null> {
  return connect([`-url=jdbc:postgresql://h/db?${query}`]);
}

describe('parameters of a JDBC URL', () => {
  test.each([
    ['user=u&password=p', { user: 'u', password: 'p' }],
    ['ssl=true', { ssl: { mode: 'verify-full' } }],
    ['ssl', { ssl: { mode: 'verify-full' } }],
    ['ssl=true&sslmode=require', { ssl: { mode: 'require' } }],
    ['x=y', { ssl: { mode: 'prefer', isValidating: true } }],
    [
      'sslmode=verify-ca&sslrootcert=r&sslcert=c&sslkey=k&sslpassword=s',
      { ssl: { mode: 'verify-ca', rootCertFile: 'r', certFile: 'c', keyFile: 'k', keyPassword: 's' } },
    ],
    ['ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory', { ssl: { mode: 'require', isValidating: false } }],
    ['sslNegotiation=direct&sslmode=require', { ssl: { isDirect: true } }],
    ['currentSchema=a,b', { searchPath: 'a,b' }],
    ['options=-c%20search_path=zork', { startupOptions: '-c search_path=zork' }],
    ['ApplicationName=app', { applicationName: 'app' }],
    ['', { applicationName: 'flyback', connectTimeoutMs: 10_000, targetSession: 'any', isLoadBalanced: false }],
    ['connectTimeout=3', { connectTimeoutMs: 3000 }],
    ['connectTimeout=9&loginTimeout=4', { connectTimeoutMs: 4000 }],
    ['targetServerType=preferSecondary', { targetSession: 'prefer-standby' }],
    ['targetServerType=master', { targetSession: 'primary' }],
    ['targetServerType=slave', { targetSession: 'standby' }],
    ['targetServerType=preferPrimary', { targetSession: 'prefer-primary' }],
    ['target_session_attrs=read-write', { targetSession: 'read-write' }],
    ['loadBalanceHosts=true', { isLoadBalanced: true }],
    ['prepareThreshold=0&readOnly=true&stringtype=x', { database: 'db' }],
  ])('%s', async (query, expected) => {
    expect(await withParameters(query)).toMatchObject(expected);
  });

  test.each(['sslmode=bogus', 'targetServerType=bogus', 'connectTimeout=soon', 'service=nope'])('refused: %s', async (query) => {
    using folder = new ConfigFolder();
    expect((await folder.fail(['info', `-url=jdbc:postgresql://h/db?${query}`])).code).toBe('ERR_CONFIG_INVALID');
  });

  test('keys and jdbcProperties win over the URL', async () => {
    const url = '-url=jdbc:postgresql://u:p@h/db?sslmode=disable';
    const settings = await connect([url, '-user=x', '-password=y', '-environments.default.jdbcProperties.sslmode=require'], {
      FLYWAY_JDBC_PROPERTIES_APPLICATIONNAME: 'env',
    });
    expect(settings).toMatchObject({ user: 'x', password: 'y', ssl: { mode: 'require' }, applicationName: 'env' });
  });

  test('several hosts', async () => {
    expect((await connect(['-url=jdbc:postgresql://a,b:5433/db']))?.hosts).toEqual([
      { host: 'a', port: 5432 },
      { host: 'b', port: 5433 },
    ]);
  });

  test('without host it is localhost, and PGHOST is not read (as in JDBC)', async () => {
    expect(await connect(['-url=jdbc:postgresql:db'], { PGHOST: 'other' })).toMatchObject({
      hosts: [{ host: 'localhost', port: 5432 }],
      database: 'db',
    });
  });
});

describe('where it comes from', () => {
  const env = { DATABASE_URL: 'postgres://du@dh/dd', PGHOST: 'ph', PGUSER: 'pu', PGPASSWORD: 'pp', PGDATABASE: 'pd', PGPORT: '6' };

  test('url, then DATABASE_URL, then PG*', async () => {
    expect((await connect(['-url=jdbc:postgresql://h/db'], env))?.hosts[0]?.host).toBe('h');
    expect((await connect([], { ...env, FLYWAY_URL: 'jdbc:postgresql://fh/db' }))?.hosts[0]?.host).toBe('fh');
    expect(await connect([], env)).toMatchObject({
      hosts: [{ host: 'dh', port: 6 }],
      user: 'du',
      password: 'pp',
      database: 'dd',
      shownUrl: 'postgres://du@dh/dd',
    });
    const { DATABASE_URL: _unused, ...rest } = env;
    expect(await connect([], rest)).toMatchObject({
      hosts: [{ host: 'ph', port: 6 }],
      user: 'pu',
      password: 'pp',
      database: 'pd',
      shownUrl: 'postgresql://ph:6/pd',
    });
  });

  test('PGUSER alone names no database', async () => {
    expect(await connect([], { PGUSER: 'x' })).toBeNull();
  });

  test('unix sockets', async () => {
    expect(await connect(['-url=postgres:///db?host=/run/pg&port=7'])).toMatchObject({
      hosts: [{ host: '/run/pg', port: 7 }],
      database: 'db',
    });
    expect(await connect([], { PGHOST: '/run/pg', PGDATABASE: 'd' })).toMatchObject({ hosts: [{ host: '/run/pg', port: 5432 }] });
  });

  test('lists of hosts and ports', async () => {
    expect((await connect(['-url=postgres:///db?host=a,b&port=1,2']))?.hosts).toEqual([
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
    ]);
    expect((await connect([], { PGHOST: 'a,b', PGPORT: '9' }))?.hosts.map(({ port }) => port)).toEqual([9, 9]);
  });

  test('a service', async () => {
    const files = {
      '~/.pg_service.conf': '# c\n[other]\nhost=no\n[mine]\nhost = sh\nport=7\ndbname=sd\nuser=su\npassword=sp\n[mine]\nhost=late\n',
    };
    expect(await connect([], { PGSERVICE: 'mine', PGUSER: 'pu' }, files)).toMatchObject({
      hosts: [{ host: 'sh', port: 7 }],
      database: 'sd',
      user: 'su',
      password: 'sp',
    });
    expect(await connect(['-url=postgres:///?service=mine&dbname=own'], {}, files)).toMatchObject({
      hosts: [{ host: 'sh' }],
      database: 'own',
    });
  });

  test('a URL that is wrong is said once, with where it stands', async () => {
    using folder = new ConfigFolder();
    const error = await folder.fail('info', { DATABASE_URL: 'mysql://h/db' });
    expect(error.problems).toMatchObject([{ source: 'DATABASE_URL', flywayCode: 'ERROR' }]);
  });

  test('a port that is none', async () => {
    using folder = new ConfigFolder();
    expect((await folder.fail('info -url=jdbc:postgresql://h:notaport/db')).message).toBe(
      'Unable to parse URL jdbc:postgresql://h:notaport/db',
    );
    expect((await folder.fail('info -url=jdbc:postgresql://h:70000/db')).code).toBe('ERR_CONFIG_INVALID');
  });
});

describe('pass file', () => {
  const text = '# c\nh:5432:db:u:pa\\:ss\\\\\n*:*:*:u:any:thing\n';

  test('the first line that fits, with escapes', () => {
    const lookup = { host: 'h', port: 5432, database: 'db', user: 'u' };
    expect(findPassword(text, lookup)).toBe('pa:ss\\');
    expect(findPassword(text, { ...lookup, port: 1 })).toBe('any:thing');
    expect(findPassword(text, { ...lookup, user: 'x' })).toBeNull();
    expect(findPassword('localhost:*:*:*:p', { ...lookup, host: '/run/pg' })).toBe('p');
  });

  test('is asked when there is no password', async () => {
    using folder = new ConfigFolder();
    const path = folder.write('~/.pgpass', text);
    const url = '-url=jdbc:postgresql://h/db?user=u';
    expect((await folder.load(['info', url])).config.connection).toMatchObject({ password: 'pa:ss\\', passFile: path });
    expect((await folder.load(['info', url, '-password=own'])).config.connection).toMatchObject({ password: 'own', passFile: null });
    expect((await folder.load(['info', url], { PGPASSWORD: 'env' })).config.connection?.password).toBe('env');
    const other = folder.write('other', '*:*:*:*:o');
    expect((await folder.load(['info', url], { PGPASSFILE: other })).config.connection?.password).toBe('o');
  });

  test('that others may read is ignored with a warning', async () => {
    using folder = new ConfigFolder({ 'sql/a.sql': '' });
    const path = folder.write('~/.pgpass', text, 0o640);
    const { config, warnings } = await folder.load('info -url=jdbc:postgresql://h/db?user=u');
    expect(config.connection).toMatchObject({ password: null, passFile: null });
    expect(warnings).toEqual([
      { level: 'warn', text: `password file "${path}" has group or world access; permissions should be u=rw (0600) or less` },
    ]);
  });
});

test('findService: none', () => {
  expect(findService('[a]\nhost=x\n', 'b')).toBeNull();
});

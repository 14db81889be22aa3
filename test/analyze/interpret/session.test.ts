import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

describe('session', () => {
  it.each([
    ["SET search_path = app, 'My Schema'", { searchPath: ['app', 'My Schema'] }],
    ['SET LOCAL search_path TO app', { searchPath: ['app'] }],
    ["SELECT set_config('search_path', '\"My Schema\", app', false)", { searchPath: ['My Schema', 'app'] }],
    ['SET search_path = app; RESET search_path', { searchPath: ['postgres', 'public'] }],
    ["SET TIME ZONE 'Europe/Paris'", { timeZone: 'Europe/Paris' }],
    ["SET timezone = 'Europe/Paris'; RESET ALL", { timeZone: 'UTC' }],
    ['SET session_replication_role = replica', { replicationRole: 'replica' }],
    ['SET session_replication_role TO DEFAULT', { replicationRole: 'origin' }],
    ['SET ROLE app', { user: 'app' }],
    ['SET default_tablespace = fast', { defaultTablespace: 'fast' }],
    ['SET default_table_access_method = other', { defaultTableAccessMethod: 'other' }],
  ])('%s', (sql, session) => {
    expect(interpretSql('', sql).world.session).toMatchObject(session);
  });

  it.each([
    "NOTIFY a, 'x'",
    'LISTEN a',
    'UNLISTEN *',
    'SHOW work_mem',
    'CHECKPOINT',
    'DISCARD PLANS',
    'SET CONSTRAINTS ALL DEFERRED',
    "SET lock_timeout = '2s'",
    'BEGIN; COMMIT',
  ])('%s touches no relation', (sql) => {
    expect(interpretSql('', sql).effects).toStrictEqual([]);
  });

  it('does not know what a library does', () => {
    expect(interpretSql('', "LOAD 'x'").effects).toMatchObject([{ kind: 'opaque' }]);
  });
});

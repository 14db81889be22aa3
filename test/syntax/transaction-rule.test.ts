import { beforeAll, describe, expect, test } from 'vitest';
import { transactionControl } from '../../src/syntax/keywords.ts';
import { loadParser } from '../../src/syntax/parse.ts';
import { couldRefuseTransaction, isFlywayNonTransactional, transactionRule } from '../../src/syntax/transaction-rule.ts';

const PG15 = 150018;
const PG11 = 110022;

beforeAll(loadParser);

describe('transactionRule', () => {
  test.each([
    ['create index concurrently a on b (c)', 'create-index-concurrently'],
    ['-- why\nCREATE  /* really */  UNIQUE\n INDEX   CONCURRENTLY a ON b (c)', 'create-index-concurrently'],
    ['create unique index concurrently on b (c)', 'create-index-concurrently'],
    ['drop index concurrently if exists s.a, s.b', 'drop-index-concurrently'],
    ['reindex index concurrently a', 'reindex-concurrently'],
    ['reindex (concurrently) table a', 'reindex-concurrently'],
    ['reindex (concurrently 1) table a', 'reindex-concurrently'],
    ['reindex schema a', 'reindex-many'],
    ['reindex (concurrently off) database a', 'reindex-many'],
    ['/* nightly */ vacuum', 'vacuum'],
    ['vacuum full analyze a', 'vacuum'],
    ['cluster', 'cluster-all'],
    ['alter database a set tablespace b', 'database-tablespace'],
    ['alter table only a detach partition b concurrently', 'detach-partition-concurrently'],
    ['alter table if exists s.a detach partition "B" CONCURRENTLY', 'detach-partition-concurrently'],
    ['alter subscription a refresh publication', 'alter-subscription'],
    ['discard all', 'discard-all'],
    ["commit prepared 'a'", 'prepared-transaction'],
  ])('%s refuses a transaction', (sql, kind) => {
    expect(transactionRule(sql, PG15)).toMatchObject({ isTransactional: false, kind });
    expect(couldRefuseTransaction(sql, PG15)).toBe(true);
    expect(couldRefuseTransaction(Buffer.from(sql))).toBe(true);
  });

  test.each([
    'create index a on b ("concurrently")',
    'comment on table b is $$vacuum; create index concurrently$$',
    'refresh materialized view concurrently a',
    'analyze a',
    'discard temp',
    'alter table a add column "concurrently" int',
    'alter table a detach partition b finalize',
    "alter type a rename value 'concurrently' to 'y'",
    'drop index "concurrently"',
    "prepare transaction 'a'",
    'call f()',
  ])('%s runs in a transaction', (sql) => {
    expect(transactionRule(sql, PG15)).toEqual({ isTransactional: true, reason: null, kind: null });
  });

  test('a table that might be partitioned', () => {
    expect(transactionRule('reindex table a', PG15)).toMatchObject({ isTransactional: true, kind: 'reindex-partitioned-maybe' });
    expect(transactionRule('reindex table a', 130000)).toMatchObject({ kind: null });
    expect(transactionRule('cluster a', PG15)).toMatchObject({ isTransactional: true, kind: 'cluster-partitioned-maybe' });
  });

  test('ALTER TYPE ... ADD VALUE depends on the server', () => {
    const sql = `alter type mood add value if not exists 'x'`;
    expect(transactionRule(sql, PG11)).toMatchObject({ isTransactional: false, kind: 'alter-type-add-value' });
    expect(transactionRule(sql, PG15).isTransactional).toBe(true);
    expect(couldRefuseTransaction(sql, PG11)).toBe(true);
    expect(couldRefuseTransaction(sql, PG15)).toBe(false);
  });

  test('what the grammar does not know goes by its words', () => {
    expect(transactionRule('alter table a some_new_thing concurrently', PG15)).toMatchObject({
      isTransactional: false,
      kind: 'not-parsed',
    });
    expect(transactionRule('create tabel a (b int)', PG15)).toMatchObject({ isTransactional: true });
  });
});

describe('couldRefuseTransaction spares the parser', () => {
  test.each([
    'create table a (b int)',
    'insert into a values (1)',
    'drop table concurrently',
    'alter table a add b int',
    'commit',
    'create index a on b (c)',
    '',
  ])('%s', (sql) => expect(couldRefuseTransaction(sql, PG15)).toBe(false));
});

describe('isFlywayNonTransactional', () => {
  test.each([
    'create unique index concurrently a on b (c)',
    'Create /* ; */ Index -- x\n Concurrently a on b (c)',
    'drop index concurrently a',
    'create database a',
    'drop tablespace a',
    "create subscription a connection 'x' publication b with (create_slot = false)",
    'alter system set work_mem = 1',
    'reindex schema a',
    'reindex (verbose) system a',
    'reindex verbose database a',
    'vacuum',
    '-- every night\nvacuum analyze a',
    'discard all',
  ])('%s', (sql) => expect(isFlywayNonTransactional(sql, PG15)).toBe(true));

  test.each([
    'reindex index concurrently a',
    'reindex (concurrently) table a',
    'alter table a detach partition b concurrently',
    'cluster',
    'alter database a set tablespace b',
    'alter subscription a refresh publication',
    'discard temp',
    'analyze a',
    'create index "concurrently" on a (b)',
    "comment on table a is 'vacuum'",
    "alter type a add value 'b'",
  ])('misses %s', (sql) => expect(isFlywayNonTransactional(sql, PG15)).toBe(false));

  test('ALTER TYPE ... ADD VALUE before PostgreSQL 12', () => {
    expect(isFlywayNonTransactional("alter type a add value 'b'", PG11)).toBe(true);
    expect(isFlywayNonTransactional("alter type s.a1 add value 'b'", PG11)).toBe(true);
  });

  test('looks at ten words only', () => {
    const words = 'a b c d e f g h'.split(' ');
    expect(isFlywayNonTransactional(`alter type ${words.slice(0, 6).join(' ')} add value`, PG11)).toBe(true);
    expect(isFlywayNonTransactional(`alter type ${words.slice(0, 7).join(' ')} add value`, PG11)).toBe(false);
  });
});

describe('transactionControl', () => {
  test.each([
    ['begin', 'begin'],
    ['/* x */ BEGIN isolation level serializable', 'begin'],
    ['start transaction', 'begin'],
    ['commit and chain', 'commit'],
    ['end work', 'commit'],
    ['rollback', 'rollback'],
    ['abort', 'rollback'],
    ['rollback to savepoint a', 'rollback-to-savepoint'],
    ['rollback work to a', 'rollback-to-savepoint'],
    ['savepoint "commit"', 'savepoint'],
    ['release a', 'release'],
    ["prepare transaction 'a'", 'prepare-transaction'],
    ["commit /* now */ prepared 'a'", 'commit-prepared'],
    ["rollback prepared 'a'", 'rollback-prepared'],
    ['prepare a as select 1', null],
    ['"begin"', null],
    ['select 1', null],
    ['', null],
  ])('%s is %s', (sql, control) => expect(transactionControl(Buffer.from(sql))).toBe(control));
});

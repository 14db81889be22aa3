import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../src/syntax/parse.ts';
import { couldRefuseTransaction, transactionRule } from '../../src/syntax/transaction-rule.ts';
import { createTestDatabase } from '../support/test-database.ts';

interface Case {
  readonly sql: string;
  /** Run first, inside the transaction. */
  readonly first?: readonly string[];
  /** server_version_num from which the statement exists. */
  readonly since?: number;
}

const PARTITIONED = [
  'create table p (id int primary key) partition by range (id)',
  'create table p1 partition of p for values from (0) to (10)',
];
const TABLE = ['create table t (id int primary key, b int)', 'create index t_b on t (b)'];
const SUBSCRIPTION = [`create subscription sub connection 'dbname=x' publication a, b with (connect = false, slot_name = 'flyback_none')`];
const ENABLED = [...SUBSCRIPTION, 'alter subscription sub enable'];

const CASES: readonly Case[] = [
  { sql: 'create index concurrently x on t (b)', first: TABLE },
  { sql: 'create unique index concurrently if not exists x on t (b)', first: TABLE },
  { sql: 'create /* concurrently */ index x on t (b)', first: TABLE },
  { sql: 'drop index concurrently t_b', first: TABLE },
  { sql: 'drop index if exists t_b', first: TABLE },
  { sql: 'reindex table concurrently t', first: TABLE },
  { sql: 'reindex (verbose, concurrently) index t_b', first: TABLE, since: 140000 },
  { sql: 'reindex (concurrently off) table t', first: TABLE, since: 140000 },
  { sql: 'reindex (verbose) index t_b', first: TABLE },
  { sql: 'reindex schema public' },
  { sql: 'reindex (verbose) schema public' },
  { sql: 'vacuum' },
  { sql: 'vacuum (analyze) t', first: TABLE },
  { sql: 'analyze t', first: TABLE },
  { sql: 'cluster' },
  { sql: 'cluster verbose' },
  { sql: 'cluster t using t_pkey', first: TABLE },
  { sql: 'create database flyback_never' },
  { sql: 'drop database if exists flyback_never' },
  { sql: 'alter database template0 set tablespace pg_default' },
  { sql: 'alter database template0 with connection limit 3' },
  { sql: `create tablespace flyback_never location '/nowhere'` },
  { sql: 'drop tablespace flyback_never' },
  { sql: `create subscription n connection 'host=127.0.0.1 port=1' publication a` },
  { sql: `create subscription n connection 'host=127.0.0.1 port=1' publication a with (connect = off)` },
  { sql: `create subscription n connection 'host=127.0.0.1 port=1' publication a with (connect = 0, create_slot = false)` },
  { sql: 'alter subscription sub refresh publication', first: ENABLED },
  { sql: 'alter subscription sub set publication c', first: ENABLED },
  { sql: 'alter subscription sub set publication c with (refresh = false)', first: ENABLED },
  { sql: 'alter subscription sub add publication c', first: ENABLED, since: 140000 },
  { sql: 'alter subscription sub drop publication a', first: ENABLED, since: 140000 },
  { sql: 'alter subscription sub drop publication a with (refresh = off)', first: ENABLED, since: 140000 },
  { sql: 'alter subscription sub set (failover = true)', first: SUBSCRIPTION, since: 170000 },
  { sql: 'alter subscription sub set (two_phase = false)', first: SUBSCRIPTION, since: 180000 },
  { sql: 'alter subscription sub set (two_phase = true)', first: SUBSCRIPTION, since: 180000 },
  { sql: 'alter subscription sub set (binary = true)', first: SUBSCRIPTION, since: 140000 },
  { sql: 'alter subscription sub disable', first: ENABLED },
  { sql: 'drop subscription sub', first: SUBSCRIPTION },
  { sql: `alter system set work_mem = '5MB'` },
  { sql: 'alter system reset work_mem' },
  { sql: 'discard all' },
  { sql: 'discard temp' },
  { sql: 'alter table p detach partition p1 concurrently', first: PARTITIONED, since: 140000 },
  { sql: 'alter table p detach partition p1', first: PARTITIONED },
  { sql: `alter type mood add value 'fine'`, first: [`create type mood as enum ('ok')`] },
  { sql: `commit prepared 'flyback_none'` },
  { sql: `rollback prepared 'flyback_none'` },
  {
    sql: 'refresh materialized view concurrently m',
    first: ['create materialized view m as select 1 as x', 'create unique index on m (x)'],
  },
  { sql: 'checkpoint' },
  { sql: 'truncate t', first: TABLE },
];

const MAYBE: readonly Case[] = [
  { sql: 'reindex table p', first: PARTITIONED, since: 140000 },
  { sql: 'reindex index p_pkey', first: PARTITIONED, since: 140000 },
  { sql: 'cluster p using p_pkey', first: PARTITIONED, since: 150000 },
];

beforeAll(loadParser);

describe('what the server refuses inside a transaction block', () => {
  test('is what transactionRule says of each statement', async () => {
    await using database = await createTestDatabase();
    const session = await database.connect();
    const version = await versionOf(session);
    for (const one of CASES.filter(({ since }) => version >= (since ?? 0))) {
      const answer = await refusal(session, one);
      const rule = transactionRule(one.sql, version);
      expect({ sql: one.sql, refuses: answer !== null }).toEqual({ sql: one.sql, refuses: !rule.isTransactional });
      if (answer !== null) expect([rule.reason, couldRefuseTransaction(one.sql, version)]).toEqual([answer, true]);
    }
  });

  test('depends on the relation where the kind ends in -maybe', async () => {
    await using database = await createTestDatabase();
    const session = await database.connect();
    const version = await versionOf(session);
    for (const one of MAYBE.filter(({ since }) => version >= (since ?? 0))) {
      expect(await refusal(session, one)).toContain('cannot run inside a transaction block');
      expect(transactionRule(one.sql, version)).toMatchObject({ isTransactional: true, kind: expect.stringMatching(/-maybe$/) });
    }
  });
});

async function versionOf(session: pg.Client): Promise<number> {
  const { rows } = await session.query<{ server_version_num: string }>('show server_version_num');
  return Number(rows[0]?.server_version_num);
}

/** The server's message where it refuses the transaction block, null where it takes it or has another objection. */
async function refusal(session: pg.Client, { first = [], sql }: Case): Promise<string | null> {
  await session.query('begin');
  try {
    for (const one of first) await session.query(one);
    await session.query(sql);
    return null;
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code === '25001' ? error.message : null;
  } finally {
    await session.query('rollback');
  }
}

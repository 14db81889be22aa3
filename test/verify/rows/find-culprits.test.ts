import { expect, test } from 'vitest';
import type { ProofError } from '../../../src/model/verdict.ts';
import { findCulprits, type Attempt, type Lack } from '../../../src/verify/rows/find-culprits.ts';
import { oddityKey, type Oddity } from '../../../src/verify/rows/peculiar-rows.ts';

const odd = (column: string, holds: Oddity['holds'], shown = ''): Oddity => ({ table: 'public.users', column, holds, shown });

const ODDITIES: readonly Oddity[] = [
  odd('email', 'null'),
  odd('email', 'twice'),
  odd('email', 'word', "'abc-1'"),
  odd('email', 'empty'),
  odd('age', 'null'),
  odd('age', 'negative', '-1'),
  odd('age', 'zero', '0'),
];

function failure(script: string, sqlState: string, message: string): ProofError {
  return { step: 'up', script, message: `ERROR: ${message}`, sqlState, line: 1, isTimeout: false };
}

/** Rows on which scripts fail, in order: by the oddities that are in them and the tables that hold any. */
function search(failing: (has: (column: string, holds: string) => boolean, hasRows: (script: string) => boolean) => ProofError | null) {
  let attempts = 0;
  const attempt = ({ avoided, emptied }: Lack): Promise<Attempt> => {
    attempts++;
    const oddities = ODDITIES.filter((one) => !avoided.has(oddityKey(one)));
    const has = (column: string, holds: string): boolean => oddities.some((one) => one.column === column && one.holds === holds);
    const hasRows = (script: string): boolean => emptied.get(script)?.includes('public.users') !== true;
    const tablesBefore = [
      { table: 'public.users', columns: ['email', 'age', 'team'], primaryKey: 'id' },
      { table: 'public.teams', columns: ['id'], primaryKey: 'id' },
    ];
    return Promise.resolve({ oddities, tables: ['public.users'], tablesBefore, failure: failing(has, hasRows) });
  };
  return findCulprits(attempt).then(({ findings, lack }) => ({
    attempts,
    found: findings.map(({ script, table, column, holds, question }) => ({ script, where: `${table}.${column} ${holds}`, question })),
    emptied: Object.fromEntries(lack.emptied),
  }));
}

test('nothing fails: one attempt', async () => {
  expect(await search(() => null)).toEqual({ attempts: 1, found: [], emptied: {} });
});

test('what the message names is tried first; each cause is told, and the next failure looked at', async () => {
  const { found, attempts } = await search((has) => {
    if (has('email', 'null')) return failure('V2', '23502', 'column "email" of relation "users" contains null values');
    if (has('email', 'twice')) return failure('V2', '23505', 'could not create unique index\n  Detail: Key (email)=(1) is duplicated.');
    if (has('age', 'negative') || has('age', 'zero')) return failure('V3', '23514', 'check constraint "positive" is violated by some row');
    return null;
  });
  expect(found.map(({ script, where }) => `${script} ${where}`)).toEqual([
    'V2 public.users.email NULL',
    'V2 public.users.email the same value twice',
    'V3 public.users.age -1',
    'V3 public.users.age 0',
  ]);
  expect(found[0]?.question).toBe('SELECT EXISTS (SELECT FROM public.users WHERE email IS NULL)');
  expect(attempts).toBeLessThan(14);
});

test('a new column that must have a value fails on any row; the table is emptied before that script alone', async () => {
  const { found, emptied } = await search((_has, hasRows) =>
    hasRows('V4') ? failure('V4', '23502', 'column "code" of relation "users" contains null values') : null,
  );
  expect(found).toEqual([{ script: 'V4', where: 'public.users.null a row', question: 'SELECT EXISTS (SELECT FROM public.users)' }]);
  expect(emptied).toEqual({ V4: ['public.users'] });
});

test('what ordinary made rows fail on proves nothing of others', async () => {
  const { found } = await search((_has, hasRows) =>
    hasRows('V4') ? failure('V4', '22P02', 'invalid input syntax for type uuid: "1"') : null,
  );
  expect(found).toEqual([{ script: 'V4', where: 'public.users.null rows such as were made up', question: null }]);
});

test('a new foreign key is asked for by its columns', async () => {
  const { found } = await search((_has, hasRows) =>
    hasRows('V5') ? failure('V5', '23503', 'insert or update\n  Detail: Key (team)=(1) is not present in table "teams".') : null,
  );
  expect(found).toEqual([
    {
      script: 'V5',
      where: 'public.users.team a value that public.teams does not have',
      question:
        'SELECT EXISTS (SELECT FROM public.users a WHERE a.team IS NOT NULL AND NOT EXISTS (SELECT FROM public.teams b WHERE b.id = a.team))',
    },
  ]);
});

test('a batch that fails without rows, too, is no finding', async () => {
  const { found } = await search(() => failure('V6', '42P01', 'relation "missing" does not exist'));
  expect(found).toEqual([]);
});

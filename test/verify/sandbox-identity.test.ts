import { expect, test } from 'vitest';
import type { DatabaseIdentity } from '../../src/postgres/identity.ts';
import { objectionTo } from '../../src/verify/sandbox-identity.ts';

const TARGET: DatabaseIdentity = {
  systemIdentifier: '7300000000000000001',
  databaseOid: '16384',
  port: 5432,
  startedAt: '2026-01-01T00:00:00.000001Z',
  isLocal: false,
  isPooled: false,
};
const target = { identity: TARGET, database: 'shop' };
const shadow = { isOwnServer: false };
const own = { isOwnServer: true };

test.each([
  ['another server', shadow, { ...TARGET, systemIdentifier: '7300000000000000002', startedAt: '2026-01-02T00:00:00.000000Z' }, null],
  ['a server made from the same data directory', own, { ...TARGET, startedAt: '2026-01-02T00:00:00.000000Z' }, null],
  ['the database itself, by another port', shadow, { ...TARGET, port: 6432 }, /database of the target itself \(shop\)/],
  [
    'the database itself, of a role that may not read the identifier',
    shadow,
    { ...TARGET, systemIdentifier: null },
    /database of the target/,
  ],
  ['another database of its server', shadow, { ...TARGET, databaseOid: '5' }, /on the server of the target/],
  ['a server that we have started, which cannot be', own, { ...TARGET, databaseOid: '5' }, /server of the target itself/],
] as const)('%s', (_what, sandbox, identity, objection) => {
  const found = objectionTo(sandbox, identity, target);
  if (objection === null) expect(found).toBeNull();
  else expect(found).toMatch(objection);
});

test('beside a target on this machine a shadow database is as good as a server of its own', () => {
  const local = { ...TARGET, isLocal: true };
  expect(objectionTo(shadow, { ...local, databaseOid: '5' }, { identity: local, database: 'shop' })).toBeNull();
  expect(objectionTo(shadow, local, { identity: local, database: 'shop' })).not.toBeNull();
});

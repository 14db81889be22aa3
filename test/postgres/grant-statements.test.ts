import { expect, test } from 'vitest';
import { grantStatements } from '../../src/postgres/grant-statements.ts';

const TABLE = { before: '', target: 'TABLE app.orders', columns: '' };
const OWNER = { defaultAcl: 'anna=arwdDxt/anna', owner: 'anna' };

test('privileges, with the option to pass them on, and by others than the owner', () => {
  const acl = 'anna=arwdDxt/anna\nbob=r*w/anna\nbob=d/carla\n"odd ""one"""=r/anna';
  expect(grantStatements(TABLE, { ...OWNER, acl, grantee: 'bob' })).toEqual({
    create: [
      'GRANT UPDATE ON TABLE app.orders TO bob',
      'GRANT SELECT ON TABLE app.orders TO bob WITH GRANT OPTION',
      'SET ROLE carla',
      'GRANT DELETE ON TABLE app.orders TO bob',
      'RESET ROLE',
    ],
    drop: ['REVOKE ALL ON TABLE app.orders FROM bob'],
    grantors: ['carla'],
  });
  expect(grantStatements(TABLE, { ...OWNER, acl, grantee: '"odd ""one"""' }).create).toEqual([
    'GRANT SELECT ON TABLE app.orders TO "odd ""one"""',
  ]);
});

test('an owner who has lost a privilege, and everybody who has lost all that they have by default', () => {
  expect(grantStatements(TABLE, { ...OWNER, acl: 'anna=awdDxt/anna', grantee: 'anna' })).toEqual({
    create: [
      'REVOKE ALL ON TABLE app.orders FROM anna',
      'GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE app.orders TO anna',
    ],
    drop: [
      'REVOKE ALL ON TABLE app.orders FROM anna',
      'GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE app.orders TO anna',
    ],
    grantors: [],
  });
  const on = { before: '', target: 'FUNCTION app.f()', columns: '' };
  expect(grantStatements(on, { acl: 'anna=X/anna', defaultAcl: '=X/anna\nanna=X/anna', owner: 'anna', grantee: 'public' })).toEqual({
    create: ['REVOKE ALL ON FUNCTION app.f() FROM PUBLIC'],
    drop: ['GRANT EXECUTE ON FUNCTION app.f() TO PUBLIC'],
    grantors: [],
  });
});

test('a column, and privileges by default', () => {
  const column = { ...TABLE, columns: ' (total)' };
  expect(grantStatements(column, { acl: 'bob=rw/anna', defaultAcl: '', owner: 'anna', grantee: 'bob' })).toEqual({
    create: ['GRANT SELECT (total), UPDATE (total) ON TABLE app.orders TO bob'],
    drop: ['REVOKE ALL (total) ON TABLE app.orders FROM bob'],
    grantors: [],
  });
  const byDefault = { before: 'ALTER DEFAULT PRIVILEGES FOR ROLE anna ', target: 'TABLES', columns: '' };
  expect(grantStatements(byDefault, { acl: 'bob=r/anna', defaultAcl: '', owner: 'anna', grantee: 'bob' }).create).toEqual([
    'ALTER DEFAULT PRIVILEGES FOR ROLE anna GRANT SELECT ON TABLES TO bob',
  ]);
});

import { expect, test } from 'vitest';
import { grantsBeyond } from '../../src/postgres/privileges.ts';

const OWN = 'owner=arwdDxt/owner';

test.each([
  ['nothing but the default', OWN, OWN, []],
  ['the default in another order', `=X/owner\nowner=X/owner`, `owner=X/owner\n=X/owner`, []],
  ['a grantee more', `${OWN}\nbob=r/owner`, OWN, ['bob: SELECT']],
  ['two privileges', `${OWN}\nbob=wr/owner`, OWN, ['bob: SELECT, UPDATE']],
  ['with the option to grant', `${OWN}\nbob=r*a/owner`, OWN, ['bob: INSERT, SELECT with grant option']],
  ['granted by another', `${OWN}\nbob=r/eve`, OWN, ['bob: SELECT granted by eve']],
  ['granted by two', `${OWN}\nbob=r/eve\nbob=r/owner`, OWN, ['bob: SELECT, SELECT granted by eve']],
  ['revoked from all', 'owner=X/owner', '=X/owner\nowner=X/owner', ['public: nothing']],
  ['the owner has lost one', 'owner=arwd/owner', OWN, ['owner: DELETE, INSERT, SELECT, UPDATE']],
  ['a quoted name', `${OWN}\n"Bob=/""x"""=r/owner`, OWN, ['"Bob=/""x""": SELECT']],
  ['a letter of a later major', `${OWN}\nbob=z/owner`, OWN, ['bob: z']],
])('%s', (_name, acl, byDefault, expected) => {
  const shown = grantsBeyond(acl, byDefault, 'owner').map(({ grantee, text }) => `${grantee}: ${text.replaceAll('\n', ', ')}`);
  expect(shown).toEqual(expected);
});

test('the owner is known by its quoted name, too', () => {
  expect(grantsBeyond('bob=r/"The Owner"', '', 'The Owner')).toEqual([{ grantee: 'bob', text: 'SELECT' }]);
});

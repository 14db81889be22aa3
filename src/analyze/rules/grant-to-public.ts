import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { nameOfNode } from '../statement-parts.ts';

/** Privileges are given to everyone. */
export const grantToPublic: Rule = statementRule({
  id: 'grant-to-public',
  title: 'GRANT ... TO PUBLIC',
  group: 'correctness',
  severity: 'medium',
  why: 'PUBLIC is every role that is there and every one that comes, that of a reporting tool as well.',
  safer: 'Grant to a role made for the purpose, and make the others members of it.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-priv.html',
  alsoKnownAs: ['safe-migrate overbroad-grant'],
  check: ({ node }) => {
    if (!('GrantStmt' in node) || node.GrantStmt.is_grant !== true) return [];
    const { grantees = [], objects = [], objtype } = node.GrantStmt;
    if (!grantees.some((item) => 'RoleSpec' in item && item.RoleSpec.roletype === 'ROLESPEC_PUBLIC')) return [];
    const names = objects
      .map((object) => ('RangeVar' in object ? (object.RangeVar.relname ?? '') : nameOfNode(object).name))
      .filter((name) => name !== '');
    // EXECUTE on functions and USAGE on types are PUBLIC's from the beginning.
    const severity = objtype === 'OBJECT_TABLE' || objtype === 'OBJECT_SCHEMA' ? ('medium' as const) : ('low' as const);
    return [{ message: `Everyone gets privileges${names.length === 0 ? '' : ` on ${listed(names)}`}.`, severity }];
  },
});

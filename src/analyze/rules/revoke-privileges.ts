import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { nameOfNode } from '../statement-parts.ts';

/** Privileges are taken away. */
export const revokePrivileges: Rule = statementRule({
  id: 'revoke-privileges',
  title: 'REVOKE',
  group: 'compatibility',
  severity: 'medium',
  why: 'What needs them fails from the moment of the commit, in sessions that are open as well.',
  safer: 'Find out who uses them (pg_stat_activity, log_statement), and take them away in a release of its own.',
  documentation: 'https://www.postgresql.org/docs/current/sql-revoke.html',
  alsoKnownAs: ['pg-schema-diff AUTHZ_UPDATE'],
  check: ({ node }) => {
    if ('GrantRoleStmt' in node && node.GrantRoleStmt.is_grant !== true)
      return [{ message: 'Members lose the privileges of a role at once.' }];
    if (!('GrantStmt' in node) || node.GrantStmt.is_grant === true) return [];
    const { grantees = [], objects = [] } = node.GrantStmt;
    const who = grantees.map((item) => ('RoleSpec' in item ? (item.RoleSpec.rolename ?? 'PUBLIC') : ''));
    // Taking from PUBLIC what it never should have had is the usual hardening.
    const severity = who.every((name) => name === 'PUBLIC') ? ('info' as const) : ('medium' as const);
    const what = objects
      .map((object) => ('RangeVar' in object ? (object.RangeVar.relname ?? '') : nameOfNode(object).name))
      .filter((name) => name !== '');
    return [
      {
        message: `${listed(who)} ${who.length === 1 ? 'loses' : 'lose'} privileges${what.length === 0 ? '' : ` on ${listed(what)}`} at once.`,
        severity,
      },
    ];
  },
});

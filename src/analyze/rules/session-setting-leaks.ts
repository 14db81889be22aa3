import { plainSql } from '../clauses.ts';
import { scriptRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines } from '../safer-sql.ts';
import type { Node } from 'libpg-query';

/** SET without LOCAL in a migration. */
export const sessionSettingLeaks: Rule = scriptRule({
  id: 'session-setting-leaks',
  title: 'SET that outlives its transaction',
  group: 'transaction',
  severity: 'low',
  why: 'SET holds to the end of the session, beyond the migration: with one connection for all, later migrations run with another search_path, role or timeout, and with a connection pool others do. After a rollback it is undone, so that it also differs from run to run.',
  safer: 'SET LOCAL: it ends with the transaction.',
  documentation: 'https://www.postgresql.org/docs/current/sql-set.html',
  alsoKnownAs: [],
  check: ({ statements, isTransactional, kind }) => {
    if (!isTransactional || kind === 'callback') return [];
    return statements.flatMap((statement, at) => {
      const { node } = statement;
      if (!('VariableSetStmt' in node)) return [];
      const { kind: how, name = '', is_local } = node.VariableSetStmt;
      const isReset = statements.slice(at + 1).some((later) => resets(later.node, name));
      if (how !== 'VAR_SET_VALUE' || is_local === true || isReset) return [];
      return [
        {
          message: `${name} stays set after this migration.`,
          saferSql: sqlLines(plainSql(statement.sql).replace(/^set\s+(?:session\s+)?/iu, 'SET LOCAL ')),
          statement,
        },
      ];
    });
  },
});

function resets(node: Node, name: string): boolean {
  if (!('VariableSetStmt' in node)) return false;
  const { kind, name: other } = node.VariableSetStmt;
  return kind === 'VAR_RESET_ALL' || (other === name && (kind === 'VAR_RESET' || kind === 'VAR_SET_DEFAULT'));
}

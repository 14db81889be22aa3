import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { subcommandsOfType } from '../statement-parts.ts';

/** CREATE and DROP without IF [NOT] EXISTS. */
export const requireIfExists: Rule = statementRule({
  id: 'require-if-exists',
  title: 'A statement that cannot be run twice',
  group: 'policy',
  severity: 'info',
  why: 'A script outside of a transaction that fails halfway is run again from its beginning, and stops at what is there already.',
  safer: 'IF NOT EXISTS, IF EXISTS; for CREATE INDEX CONCURRENTLY drop the INVALID one first.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createtable.html',
  alsoKnownAs: ['squawk prefer-robust-stmts', 'safe-migrate missing-idempotency'],
  isOptIn: true,
  check: (subject) => {
    if (subject.script.isTransactional) return [];
    const { node } = subject;
    if ('CreateStmt' in node && node.CreateStmt.if_not_exists !== true) return [{ message: 'CREATE TABLE without IF NOT EXISTS.' }];
    if ('IndexStmt' in node && node.IndexStmt.if_not_exists !== true && node.IndexStmt.idxname !== undefined)
      return [{ message: 'CREATE INDEX without IF NOT EXISTS.' }];
    if ('DropStmt' in node && node.DropStmt.missing_ok !== true) return [{ message: 'DROP without IF EXISTS.' }];
    const isPlain = subcommandsOfType(subject, 'AT_AddColumn', 'AT_DropColumn', 'AT_DropConstraint').some(
      ({ command }) => command.missing_ok !== true,
    );
    return isPlain ? [{ message: 'ALTER TABLE without IF [NOT] EXISTS.' }] : [];
  },
});

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import type { Node } from 'libpg-query';

/** A column is set twice. */
export const duplicateColumnAssignment: Rule = statementRule({
  id: 'duplicate-column-assignment',
  title: 'A column is set twice in one statement',
  group: 'correctness',
  severity: 'critical',
  why: 'The server refuses an UPDATE with two assignments to a column (42601) and an INSERT that names one twice (42701).',
  safer: 'Leave one of them out.',
  documentation: 'https://www.postgresql.org/docs/current/sql-update.html',
  alsoKnownAs: ['squawk ban-duplicate-column-assignments'],
  check: ({ node }) => {
    const names = namesSet(node);
    const doubles = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
    return doubles.map((name) => ({ message: `${name} is set twice: the server refuses the statement.` }));
  },
});

/** Assignments to a part (`address.city`, `tags[1]`) may be many. */
function namesSet(node: Node): readonly string[] {
  const targets = 'UpdateStmt' in node ? node.UpdateStmt.targetList : 'InsertStmt' in node ? node.InsertStmt.cols : [];
  return (targets ?? []).flatMap((target) =>
    'ResTarget' in target && target.ResTarget.indirection === undefined ? [target.ResTarget.name ?? ''] : [],
  );
}

import { destroyed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A sequence is dropped. */
export const dropSequence: Rule = statementRule({
  id: 'drop-sequence',
  title: 'A sequence is dropped',
  group: 'data-loss',
  severity: 'medium',
  why: 'Its position is gone: one that is made anew begins at 1 and gives numbers that are there already. CASCADE also takes the defaults that use it, under ACCESS EXCLUSIVE on their tables.',
  safer: 'Keep it, or write down its last value: SELECT last_value FROM the sequence.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropsequence.html',
  alsoKnownAs: [],
  check: (subject) => {
    if (!('DropStmt' in subject.node) || subject.node.DropStmt.removeType !== 'OBJECT_SEQUENCE') return [];
    return destroyed(subject, 'sequence').map(({ name }) => ({ message: `Sequence ${name} is dropped, and its position with it.` }));
  },
});

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';

/** A value of an enum is renamed. */
export const renameEnumValue: Rule = statementRule({
  id: 'rename-enum-value',
  title: 'A value of an enum is renamed',
  group: 'compatibility',
  severity: 'medium',
  why: 'Code that writes or compares the old value fails; what it reads has the new one at once.',
  safer: 'Add the new value (ALTER TYPE ... ADD VALUE), move the rows in batches, and leave the old one unused.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertype.html',
  alsoKnownAs: ['strong_migrations rename_enum_value', 'pgfence alter-enum-*'],
  check: ({ node }) => {
    if (!('AlterEnumStmt' in node) || node.AlterEnumStmt.oldVal === undefined) return [];
    const { typeName, oldVal, newVal = '' } = node.AlterEnumStmt;
    return [
      {
        message: `The value '${oldVal}' of ${wordsOf(typeName).join('.')} is called '${newVal}' from now on; what writes or compares the old one fails.`,
      },
    ];
  },
});

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';

/** ALTER TYPE ... ADD VALUE without BEFORE or AFTER. */
export const enumValueOrder: Rule = statementRule({
  id: 'enum-value-order',
  title: 'ADD VALUE without a place',
  group: 'policy',
  severity: 'info',
  why: 'Enum values are ordered; without BEFORE or AFTER the new one is the largest, which comparisons and ORDER BY see.',
  safer: 'ADD VALUE ... BEFORE or AFTER another one.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-enum.html',
  alsoKnownAs: ['squawk require-enum-value-ordering'],
  isOptIn: true,
  check: ({ node }) => {
    if (!('AlterEnumStmt' in node) || node.AlterEnumStmt.oldVal !== undefined || node.AlterEnumStmt.newValNeighbor !== undefined) return [];
    return [
      { message: `'${node.AlterEnumStmt.newVal ?? ''}' becomes the largest value of ${wordsOf(node.AlterEnumStmt.typeName).join('.')}.` },
    ];
  },
});

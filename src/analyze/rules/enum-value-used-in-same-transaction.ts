import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';

/** A new value of an enum is used in the transaction that adds it. */
export const enumValueUsedInSameTransaction: Rule = statementRule({
  id: 'enum-value-used-in-same-transaction',
  title: 'A new enum value is used too early',
  group: 'correctness',
  severity: 'high',
  why: 'ALTER TYPE ... ADD VALUE may stand in a transaction, but the value may not be used before its commit: the server refuses it with 55P04.',
  safer: 'Put ADD VALUE into a migration of its own, before the one that uses the value.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertype.html',
  alsoKnownAs: ['pgfence alter-enum-*', 'safe-migrate alter-type-add-value-txn'],
  check: ({ node, earlierInTransaction, effects }) => {
    const refused = effects.find((effect) => effect.kind === 'error' && effect.sqlState === '55P04');
    if (refused?.kind === 'error') return [{ message: `${refused.message} (55P04).`, severity: 'critical' as const }];
    if ('AlterEnumStmt' in node || 'CreateFunctionStmt' in node) return [];
    const added = earlierInTransaction.flatMap((earlier) => valueAdded(earlier));
    return added
      .filter(({ value }) => usesLiteral(node, value))
      .map(({ value, type }) => ({
        message: `'${value}' has been added to ${type} in the same transaction: where it is used as a ${type} the server refuses it with 55P04.`,
      }));
  },
});

function valueAdded({ node, world }: StatementSubject): readonly { readonly value: string; readonly type: string }[] {
  if (!('AlterEnumStmt' in node) || node.AlterEnumStmt.oldVal !== undefined) return [];
  const { typeName, newVal = '' } = node.AlterEnumStmt;
  const words = wordsOf(typeName);
  const type = world.findType(words.at(-1) ?? '', words.at(-2) ?? null);
  // A type that the same transaction has made may use its values at once.
  return type?.isNew === true ? [] : [{ value: newVal, type: words.join('.') }];
}

function usesLiteral(tree: unknown, value: string): boolean {
  if (Array.isArray(tree)) return tree.some((member) => usesLiteral(member, value));
  if (typeof tree !== 'object' || tree === null) return false;
  const constant = (tree as { readonly A_Const?: { readonly sval?: { readonly sval?: string } } }).A_Const;
  return constant?.sval?.sval === value || Object.values(tree).some((member) => usesLiteral(member, value));
}

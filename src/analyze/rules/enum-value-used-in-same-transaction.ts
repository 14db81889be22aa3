import { scriptRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';

/** A new value of an enum is used in the transaction that adds it. */
export const enumValueUsedInSameTransaction: Rule = scriptRule({
  id: 'enum-value-used-in-same-transaction',
  title: 'A new enum value is used too early',
  group: 'correctness',
  severity: 'high',
  why: 'ALTER TYPE ... ADD VALUE may stand in a transaction, but the value may not be used before its commit: the server refuses it with 55P04.',
  safer: 'Put ADD VALUE into a migration of its own, before the one that uses the value.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertype.html',
  alsoKnownAs: ['pgfence alter-enum-*', 'safe-migrate alter-type-add-value-txn'],
  check: ({ statements }) => {
    let added: readonly AddedValue[] = [];
    return statements.flatMap((statement, at) => {
      if (statement.segment === null || statement.segment !== statements[at - 1]?.segment) added = [];
      const refused = statement.effects.find((effect) => effect.kind === 'error' && effect.sqlState === '55P04');
      if (refused?.kind === 'error') return [{ message: `${refused.message} (55P04).`, severity: 'critical' as const, statement }];
      const used = 'CreateFunctionStmt' in statement.node ? [] : added.filter(({ value }) => usesLiteral(statement.node, value));
      const fresh = valueAdded(statement);
      if (fresh.length > 0) added = [...added, ...fresh];
      return used.map(({ value, type }) => ({
        message: `'${value}' has been added to ${type} in the same transaction: where it is used as a ${type} the server refuses it with 55P04.`,
        statement,
      }));
    });
  },
});

interface AddedValue {
  readonly value: string;
  readonly type: string;
}

function valueAdded({ node, world }: StatementSubject): readonly AddedValue[] {
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

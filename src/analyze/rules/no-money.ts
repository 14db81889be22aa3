import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** A money column. */
export const noMoney: Rule = statementRule({
  id: 'no-money',
  title: 'A money column',
  group: 'policy',
  severity: 'info',
  why: 'What its numbers mean hangs on lc_monetary of the server; a dump restored elsewhere is another amount.',
  safer: 'numeric, and the currency in a column of its own.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-money.html',
  alsoKnownAs: [],
  isOptIn: true,
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} is money: its values hang on lc_monetary.`,
        relation: range.relname ?? null,
      })),
});

const TYPES: ReadonlySet<string> = new Set(['money']);

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** A float column. */
export const noFloat: Rule = statementRule({
  id: 'no-float',
  title: 'A float column',
  group: 'policy',
  severity: 'info',
  why: '0.1 has no exact form: sums drift and comparisons fail.',
  safer: 'numeric for amounts and all that is counted in decimals.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT',
  alsoKnownAs: [],
  isOptIn: true,
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} is a binary floating-point number, which holds no decimal exactly.`,
        relation: range.relname ?? null,
      })),
});

const TYPES: ReadonlySet<string> = new Set(['float4', 'float8']);

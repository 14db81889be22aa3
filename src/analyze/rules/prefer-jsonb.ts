import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** A json column. */
export const preferJsonb: Rule = statementRule({
  id: 'prefer-jsonb',
  title: 'json instead of jsonb',
  group: 'policy',
  severity: 'low',
  why: 'json has no equality operator: SELECT DISTINCT, GROUP BY and UNION over the column fail, indexes on its contents are hardly possible, and it is parsed anew at each use.',
  safer: 'jsonb, unless the text has to stay as it was written.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-json.html',
  alsoKnownAs: ['eugene E3', 'strong_migrations add_column json'],
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} is json, which has no equality operator.`,
        relation: range.relname ?? null,
      })),
});

const TYPES: ReadonlySet<string> = new Set(['json']);

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A new object without a schema in its name. */
export const requireSchema: Rule = statementRule({
  id: 'require-schema',
  title: 'A name without schema',
  group: 'policy',
  severity: 'info',
  why: 'Where the object comes to lie hangs on the search_path of whoever runs the migration.',
  safer: 'Write the schema in front of the name.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH',
  alsoKnownAs: ['squawk require-table-schema'],
  isOptIn: true,
  check: ({ node }) => {
    const range = 'CreateStmt' in node ? node.CreateStmt.relation : 'ViewStmt' in node ? node.ViewStmt.view : undefined;
    if (range === undefined || range.schemaname !== undefined || range.relpersistence === 't') return [];
    return [{ message: `${range.relname ?? ''} lies where the search path says.`, relation: range.relname ?? null }];
  },
});

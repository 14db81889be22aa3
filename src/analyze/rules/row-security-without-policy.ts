import { scriptRule, shownName } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';

/** Row security is enabled on a table without a policy. */
export const rowSecurityWithoutPolicy: Rule = scriptRule({
  id: 'row-security-without-policy',
  title: 'Row security without a policy',
  group: 'correctness',
  severity: 'medium',
  why: 'Without a policy nobody but the owner (and who bypasses row security) sees or changes a row: readers get an empty table, not an error.',
  safer: 'Create the policies in the same migration, before row security is enabled.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
  alsoKnownAs: ['Supabase rls_enabled_no_policy'],
  check: ({ statements, world }) =>
    statements.flatMap((statement) => {
      if (subcommandsOfType(statement, 'AT_EnableRowSecurity').length === 0) return [];
      const table = relationNamed(world, rangeOf(statement.node));
      if (table === null || table.policies.length > 0 || table.isAssumed || !table.hasRowSecurity) return [];
      return [
        {
          message: `${shownName(world, table)} has no policy: from now on it is empty for all but its owner.`,
          relation: shownName(world, table),
          statement,
        },
      ];
    }),
});

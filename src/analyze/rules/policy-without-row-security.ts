import { scriptRule, shownName } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines, sqlRange } from '../safer-sql.ts';
import { rangeOf, relationNamed } from '../statement-parts.ts';

/** A policy on a table whose row security is not enabled. */
export const policyWithoutRowSecurity: Rule = scriptRule({
  id: 'policy-without-row-security',
  title: 'A policy that nothing enforces',
  group: 'correctness',
  severity: 'high',
  why: 'CREATE POLICY alone does nothing: until ALTER TABLE ... ENABLE ROW LEVEL SECURITY everyone with privileges on the table sees all rows.',
  safer: 'ALTER TABLE ... ENABLE ROW LEVEL SECURITY in the same migration.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
  alsoKnownAs: ['Supabase policy_exists_rls_disabled', 'safe-migrate restrictive-policy'],
  check: ({ statements, world }) =>
    statements.flatMap((statement) => {
      if (!('CreatePolicyStmt' in statement.node)) return [];
      const range = rangeOf(statement.node);
      const table = relationNamed(world, range);
      if (range === null || table === null || table.hasRowSecurity || table.isAssumed) return [];
      const name = shownName(world, table);
      return [
        {
          message: `Row security is not enabled on ${name}: the policy ${statement.node.CreatePolicyStmt.policy_name ?? ''} does nothing.`,
          relation: name,
          saferSql: sqlLines(`ALTER TABLE ${sqlRange(range)} ENABLE ROW LEVEL SECURITY`),
          statement,
        },
      ];
    }),
});

import { listed, waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { NEXT_MIGRATION, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { rangeOf, subcommandsOfType } from '../statement-parts.ts';

/** NOT VALID and VALIDATE in one transaction. */
export const constraintValidatedInSameTransaction: Rule = statementRule({
  id: 'constraint-validated-in-same-transaction',
  title: 'VALIDATE CONSTRAINT under the lock of ADD CONSTRAINT',
  group: 'lock',
  severity: 'high',
  why: 'VALIDATE itself lets everybody work, but the strong lock of the ADD CONSTRAINT ... NOT VALID before it in the same transaction is held to the end: nothing is gained by the two steps.',
  safer:
    'Put VALIDATE CONSTRAINT into a migration of its own. Written as two subcommands of one ALTER TABLE it is the same transaction too.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT',
  alsoKnownAs: ['squawk constraint-missing-not-valid', 'strong_migrations validate_constraint', 'pgfence not-valid-validate-same-tx'],
  check: (subject) => {
    const clauses = subcommandsOfType(subject, 'AT_ValidateConstraint').map(({ command }) => command.name ?? '');
    const range = rangeOf(subject.node);
    const saferSql =
      range === null
        ? null
        : sqlLines(NEXT_MIGRATION, ...clauses.map((name) => `ALTER TABLE ${sqlRange(range)} VALIDATE CONSTRAINT ${sqlName(name)}`));
    return waitingFindings(
      subject,
      'constraint-validated-in-same-transaction',
      `VALIDATE CONSTRAINT ${listed(clauses)} under a lock that the transaction holds already`,
    ).map((finding) => ({ ...finding, saferSql }));
  },
});

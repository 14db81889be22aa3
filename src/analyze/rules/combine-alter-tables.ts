import { scriptRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { sqlRange } from '../safer-sql.ts';
import { rangeOf } from '../statement-parts.ts';

/** Several ALTER TABLEs of one table one after the other. */
export const combineAlterTables: Rule = scriptRule({
  id: 'combine-alter-tables',
  title: 'ALTER TABLEs that could be one',
  group: 'policy',
  severity: 'info',
  why: 'Each waits for its lock, and each reads or writes the table by itself: as subcommands of one ALTER TABLE they do it once.',
  safer: 'ALTER TABLE ... a, b, c. Not where one of them only helps the next, such as VALIDATE before SET NOT NULL.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html',
  alsoKnownAs: ['eugene W12'],
  isOptIn: true,
  check: ({ statements }) => {
    const seen = new Map<string, StatementSubject>();
    return statements.flatMap((statement) => {
      const range = 'AlterTableStmt' in statement.node ? rangeOf(statement.node) : null;
      if (range === null) return [];
      const name = sqlRange(range);
      const isFirst = !seen.has(name);
      seen.set(name, statement);
      return isFirst
        ? []
        : [{ message: `${name} has been altered in this migration already.`, relation: range.relname ?? null, statement }];
    });
  },
});

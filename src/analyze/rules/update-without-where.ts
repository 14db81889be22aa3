import { rowsWritten, sizedRelation } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { workFor } from '../work-rule.ts';

/** UPDATE that writes every row of an old table. */
export const updateWithoutWhere: Rule = statementRule({
  id: 'update-without-where',
  title: 'UPDATE of every row',
  group: 'lock',
  severity: 'medium',
  why: 'All rows are locked until the transaction ends and written anew (each leaves a dead version, and an entry in every index): writers of these rows wait, replicas lag, the table may double in size.',
  safer: 'Backfill in batches, each in a transaction of its own, or write a WHERE that says which rows are meant.',
  documentation: 'https://www.postgresql.org/docs/current/sql-update.html',
  alsoKnownAs: ['pgfence update-without-where', 'localtools update-all-rows', 'strong_migrations backfill'],
  check: (subject) =>
    rowsWritten(subject, 'update')
      // Under the lock of an earlier statement it is said by work-after-lock.
      .filter(({ isWhole }) => isWhole && workFor(subject, 'work-after-lock').length === 0)
      .map(({ relation }) => {
        const table = subject.world.relationById(relation.id);
        const rows = table === null ? null : (subject.world.assumedRowsOf(table) ?? table.rows);
        return {
          message: `Every row of ${sizedRelation(subject, relation)} is locked and written anew in one transaction.`,
          relation: shownName(subject.world, relation),
          severity: rows === null || rows < MANY ? ('medium' as const) : ('high' as const),
        };
      }),
});

/** From so many rows on it takes minutes and a lot of space. */
const MANY = 1_000_000;

import { rowsWritten, sizedRelation } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** DELETE of every row of an old table. */
export const deleteWithoutWhere: Rule = statementRule({
  id: 'delete-without-where',
  title: 'DELETE of every row',
  group: 'data-loss',
  severity: 'high',
  why: 'All rows are gone, each of them locked until the transaction ends, with a look into every table that refers to them.',
  safer: 'Write a WHERE that says which rows are meant, in batches; TRUNCATE if the table really has to be empty.',
  documentation: 'https://www.postgresql.org/docs/current/sql-delete.html',
  alsoKnownAs: ['pgfence delete-without-where', 'Flyway RG06'],
  check: (subject) =>
    rowsWritten(subject, 'delete')
      .filter(({ isWhole }) => isWhole)
      .map(({ relation }) => ({
        message: `Every row of ${sizedRelation(subject, relation)} is deleted.`,
        relation: shownName(subject.world, relation),
      })),
});

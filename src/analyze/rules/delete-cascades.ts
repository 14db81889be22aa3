import { listed, rowsWritten } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** DELETE that deletes rows of other tables by ON DELETE CASCADE. */
export const deleteCascades: Rule = statementRule({
  id: 'delete-cascades',
  title: 'DELETE reaches other tables by ON DELETE CASCADE',
  group: 'data-loss',
  severity: 'medium',
  why: 'Rows of referencing tables go with it, in the same statement, and rows that refer to these. All of them are locked until the transaction ends.',
  safer: 'Delete the referring rows by name first, in batches, then the rows themselves.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  alsoKnownAs: [],
  check: (subject) => {
    if (!('DeleteStmt' in subject.node)) return [];
    const target = relationNamed(subject.world, subject.node.DeleteStmt.relation);
    if (target === null) return [];
    const deletes = rowsWritten(subject, 'delete').filter(({ relation }) => relation.id !== target.id);
    const names = [...new Set(deletes.map(({ relation }) => shownName(subject.world, relation)))];
    if (names.length === 0) return [];
    const isWhole = rowsWritten(subject, 'delete').some((rows) => rows.isWhole);
    return [
      {
        message: `DELETE FROM ${shownName(subject.world, target)} also deletes the rows of ${listed(names)} that refer to it (ON DELETE CASCADE).`,
        severity: isWhole ? ('high' as const) : ('medium' as const),
        relation: shownName(subject.world, target),
      },
    ];
  },
});

import { listed, sizedName } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** DELETE or a key change that reads a referencing table for every row. */
export const deleteScansReferencingTable: Rule = statementRule({
  id: 'delete-scans-referencing-table',
  title: 'A referencing table is read in full for every deleted row',
  group: 'lock',
  severity: 'medium',
  why: 'For every row that is deleted (or whose key changes) the rows that refer to it are looked for. Without an index on the referencing columns that reads the whole table, once for each row, while the rows are locked.',
  safer: 'CREATE INDEX CONCURRENTLY on the referencing columns first.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  alsoKnownAs: ['eugene E15', 'pgfence fk-missing-index'],
  check: (subject) => {
    if (!['DeleteStmt', 'UpdateStmt', 'MergeStmt'].includes(subject.kind)) return [];
    const scans = subject.effects
      .filter((effect) => effect.kind === 'work')
      .filter(
        ({ reason, under, relation }) =>
          reason.startsWith('no index leads to the rows that refer') && under.length === 0 && relation.isPreExisting,
      );
    const [first] = scans;
    if (first === undefined) return [];
    const names = [...new Set(scans.map((work) => sizedName(subject, work)))];
    return [
      { message: `For each row ${listed(names)} is read in full: ${first.reason}.`, relation: shownName(subject.world, first.relation) },
    ];
  },
});

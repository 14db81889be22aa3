import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { indexElements } from '../statement-parts.ts';

/** An index with more columns than the project allows. */
export const tooManyIndexColumns: Rule = statementRule({
  id: 'too-many-index-columns',
  title: 'Too many columns in an index',
  group: 'policy',
  severity: 'low',
  why: 'The columns behind the first few hardly narrow a search, and make the index large (flyback.maxIndexColumns). Unique indexes are left out: their columns are given.',
  safer: 'Keep the columns that select most, and INCLUDE what is only read.',
  documentation: 'https://www.postgresql.org/docs/current/indexes-multicolumn.html',
  alsoKnownAs: ['strong_migrations add_index (> 3 columns)'],
  check: ({ node, policy: { maxIndexColumns } }) => {
    if (maxIndexColumns === null || !('IndexStmt' in node) || node.IndexStmt.unique === true) return [];
    const count = indexElements(node.IndexStmt).length;
    return count <= maxIndexColumns
      ? []
      : [{ message: `${node.IndexStmt.idxname ?? 'The index'} has ${count} columns; the limit is ${maxIndexColumns}.` }];
  },
});

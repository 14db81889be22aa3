import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { nameOfNode } from '../statement-parts.ts';

/** A view, function or type is renamed. */
export const renameOther: Rule = statementRule({
  id: 'rename-other',
  title: 'A view, function or type is renamed',
  group: 'compatibility',
  severity: 'low',
  why: 'What uses the old name fails. Inside the database only bodies of functions written as text do: everything else follows.',
  safer: 'Expand and contract: make the new thing beside the old one, write both, move the readers, then drop the old one.',
  documentation: 'https://www.postgresql.org/docs/current/sql-alterview.html',
  alsoKnownAs: ['pgfence rename-*'],
  check: ({ node }) => {
    if (!('RenameStmt' in node)) return [];
    const { renameType = '', relation, object, newname = '' } = node.RenameStmt;
    const what = KINDS[renameType];
    if (what === undefined) return [];
    const old = relation?.relname ?? nameOfNode(object).name;
    return [
      { message: `${what} ${old} is called ${newname} from now on; what names the old one fails.`, relation: relation?.relname ?? null },
    ];
  },
});

const KINDS: Readonly<Record<string, string>> = {
  OBJECT_VIEW: 'View',
  OBJECT_MATVIEW: 'Materialized view',
  OBJECT_FUNCTION: 'Function',
  OBJECT_PROCEDURE: 'Procedure',
  OBJECT_ROUTINE: 'Routine',
  OBJECT_AGGREGATE: 'Aggregate',
  OBJECT_TYPE: 'Type',
  OBJECT_DOMAIN: 'Domain',
  OBJECT_ATTRIBUTE: 'Attribute',
  OBJECT_SEQUENCE: 'Sequence',
  OBJECT_FOREIGN_TABLE: 'Foreign table',
};

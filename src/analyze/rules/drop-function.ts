import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { nameOfNode } from '../statement-parts.ts';

/** A function or procedure is dropped. */
export const dropFunction: Rule = statementRule({
  id: 'drop-function',
  title: 'A function or procedure is dropped',
  group: 'compatibility',
  severity: 'medium',
  why: 'What calls it fails: the application, and other functions whose bodies are text, which PostgreSQL does not look into.',
  safer: 'Keep the old signature beside the new one until nothing calls it.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropfunction.html',
  alsoKnownAs: [],
  check: ({ node }) => {
    if (!('DropStmt' in node) || !ROUTINES.has(node.DropStmt.removeType ?? '')) return [];
    const names = (node.DropStmt.objects ?? []).map((object) => nameOfNode(object).name);
    return [{ message: `Function ${listed(names)} is dropped; what calls it fails.` }];
  },
});

const ROUTINES: ReadonlySet<string> = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_AGGREGATE']);

import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A schema is renamed. */
export const renameSchema: Rule = statementRule({
  id: 'rename-schema',
  title: 'A schema is renamed',
  group: 'compatibility',
  severity: 'high',
  why: 'Every name with the old schema in it fails, and so does every search_path that holds it, without a word: PostgreSQL skips schemas that do not exist.',
  safer: 'Expand and contract: make the new thing beside the old one, write both, move the readers, then drop the old one.',
  documentation: 'https://www.postgresql.org/docs/current/sql-alterschema.html',
  alsoKnownAs: ['strong_migrations rename_schema'],
  check: ({ node }) => {
    if (!('RenameStmt' in node) || node.RenameStmt.renameType !== 'OBJECT_SCHEMA') return [];
    const { subname = '', newname = '' } = node.RenameStmt;
    return [{ message: `Schema ${subname} is called ${newname} from now on; names and search paths with the old one fail.` }];
  },
});

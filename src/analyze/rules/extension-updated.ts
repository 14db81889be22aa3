import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** An extension is updated. */
export const extensionUpdated: Rule = statementRule({
  id: 'extension-updated',
  title: 'ALTER EXTENSION ... UPDATE',
  group: 'compatibility',
  severity: 'low',
  why: 'The update script of the extension runs as part of the migration: it may change or drop functions, and takes locks that cannot be seen from here.',
  safer: 'Read the notes of the extension, and try it in the sandbox first.',
  documentation: 'https://www.postgresql.org/docs/current/sql-alterextension.html',
  alsoKnownAs: ['pg-schema-diff UPGRADING_EXTENSION_VERSION'],
  check: ({ node }) =>
    'AlterExtensionStmt' in node
      ? [{ message: `The update script of ${node.AlterExtensionStmt.extname ?? ''} runs here, and nobody has looked into it.` }]
      : [],
});

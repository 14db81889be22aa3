import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** COPY from or to a file or program of the server. */
export const copyFromServerFile: Rule = statementRule({
  id: 'copy-from-server-file',
  title: 'COPY with a file or program of the server',
  group: 'correctness',
  severity: 'medium',
  why: 'The file lies on the machine of the server, where the migration does not; the role needs pg_read_server_files or superuser. PROGRAM runs a command of the shell as the server.',
  safer: 'COPY ... FROM STDIN with the rows in the script, or load the data outside of the migrations.',
  documentation: 'https://www.postgresql.org/docs/current/sql-copy.html',
  alsoKnownAs: [],
  check: ({ node }) => {
    if (!('CopyStmt' in node) || node.CopyStmt.filename === undefined) return [];
    const { filename, is_program, is_from } = node.CopyStmt;
    if (is_program === true) return [{ message: `The server runs ${filename} in its shell.`, severity: 'high' as const }];
    return [{ message: `The server ${is_from === true ? 'reads' : 'writes'} its own file ${filename}.` }];
  },
});

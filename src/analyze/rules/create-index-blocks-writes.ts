import { blockingWork, waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** CREATE INDEX without CONCURRENTLY on a table with rows. */
export const createIndexBlocksWrites: Rule = statementRule({
  id: 'create-index-blocks-writes',
  title: 'CREATE INDEX without CONCURRENTLY',
  group: 'lock',
  severity: 'high',
  why: 'CREATE INDEX holds SHARE on the table until the transaction ends: nobody can insert, update or delete while the index is built. Reads go on.',
  safer:
    'Build it with CREATE INDEX CONCURRENTLY in a migration of its own: it takes longer and lets writes go on. flyback runs it outside a transaction by itself.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  alsoKnownAs: [
    'squawk require-concurrent-index-creation',
    'eugene E6',
    'eugene E7',
    'strong_migrations add_index',
    'pg-schema-diff INDEX_BUILD',
    'Atlas PG101',
  ],
  check: (subject) => {
    if (!('IndexStmt' in subject.node) || subject.node.IndexStmt.concurrent === true) return [];
    const { idxname } = subject.node.IndexStmt;
    const findings = waitingFindings(subject, blockingWork(subject), `CREATE INDEX${idxname === undefined ? '' : ` ${idxname}`}`);
    return findings.map((finding) => ({ ...finding, saferSql: concurrently(subject.sql) }));
  },
});

function concurrently(sql: string): string {
  return `${sql.replace(/^((?:\s|--[^\n]*\n)*create\s+(?:unique\s+)?index)\b/iu, '$1 CONCURRENTLY')};`;
}

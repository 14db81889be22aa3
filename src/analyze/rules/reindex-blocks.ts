import { plainSql } from '../clauses.ts';
import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines } from '../safer-sql.ts';

/** REINDEX without CONCURRENTLY. */
export const reindexBlocks: Rule = statementRule({
  id: 'reindex-blocks',
  title: 'REINDEX without CONCURRENTLY',
  group: 'lock',
  severity: 'high',
  why: 'REINDEX holds SHARE on the table, so writes wait, and ACCESS EXCLUSIVE on the index, so that every query whose planner looks at it waits as well: in practice all of them.',
  safer:
    'REINDEX ... CONCURRENTLY (12 and later), outside a transaction: it builds a second index beside the old one and changes them over.',
  documentation: 'https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY',
  alsoKnownAs: ['squawk require-concurrent-reindex', 'safe-migrate require-concurrent-reindex', 'pgfence reindex-non-concurrent'],
  check: (subject) =>
    waitingFindings(subject, 'reindex-blocks', 'REINDEX').map((finding) => ({ ...finding, saferSql: concurrently(subject.sql) })),
});

function concurrently(sql: string): string {
  return sqlLines(plainSql(sql).replace(/^(reindex\s+(?:\([^)]*\)\s*)?(?:index|table|schema|database|system))\b/iu, '$1 CONCURRENTLY'));
}

import { plainSql } from '../clauses.ts';
import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines } from '../safer-sql.ts';
import { relationNamed } from '../statement-parts.ts';

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
    'pgfence create-index-not-concurrent',
  ],
  check: (subject) => {
    if (!('IndexStmt' in subject.node)) return [];
    const { idxname, relation } = subject.node.IndexStmt;
    const table = relationNamed(subject.world, relation);
    const findings = waitingFindings(subject, 'create-index-blocks-writes', `CREATE INDEX${idxname === undefined ? '' : ` ${idxname}`}`);
    return findings.map((finding) =>
      table?.relkind === 'partitioned-table' ? { ...finding, safer: FOR_PARTITIONS } : { ...finding, saferSql: concurrently(subject.sql) },
    );
  },
});

const FOR_PARTITIONS =
  'A partitioned table takes no CONCURRENTLY: CREATE INDEX ... ON ONLY the table (catalog only), CREATE INDEX CONCURRENTLY on each partition, then ALTER INDEX ... ATTACH PARTITION for each.';

function concurrently(sql: string): string {
  return sqlLines(plainSql(sql).replace(/^create\s+(unique\s+)?index\b/iu, (head) => `${head} CONCURRENTLY`));
}

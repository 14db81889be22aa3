import { plainSql } from '../clauses.ts';
import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines } from '../safer-sql.ts';

/** REFRESH MATERIALIZED VIEW without CONCURRENTLY. */
export const refreshMaterializedViewBlocks: Rule = statementRule({
  id: 'refresh-materialized-view-blocks',
  title: 'REFRESH MATERIALIZED VIEW without CONCURRENTLY',
  group: 'lock',
  severity: 'high',
  why: 'The view is filled anew under ACCESS EXCLUSIVE: whoever reads it waits until its query has run.',
  safer: 'REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.',
  documentation: 'https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html',
  alsoKnownAs: ['safe-migrate blocking-mat-view-refresh', 'localtools refresh-matview', 'pgfence refresh-matview-*'],
  check: (subject) =>
    waitingFindings(subject, 'refresh-materialized-view-blocks', 'REFRESH MATERIALIZED VIEW').map((finding) => ({
      ...finding,
      saferSql: sqlLines(plainSql(subject.sql).replace(/^(refresh\s+materialized\s+view)\b/iu, '$1 CONCURRENTLY')),
    })),
});

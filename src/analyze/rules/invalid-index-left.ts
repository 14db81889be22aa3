import { plainSql } from '../clauses.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines, sqlRange } from '../safer-sql.ts';
import { isOld } from '../statement-parts.ts';

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS in a script that may be run again. */
export const invalidIndexLeft: Rule = statementRule({
  id: 'invalid-index-left',
  title: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS hides a failed build',
  group: 'correctness',
  severity: 'low',
  why: 'If the build fails (a double, a deadlock, lock_timeout, a lost connection) an INVALID index stays behind, which every write still pays for. Run again, IF NOT EXISTS takes it for the index and succeeds.',
  safer: 'DROP INDEX CONCURRENTLY IF EXISTS before it, and no IF NOT EXISTS.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  alsoKnownAs: ['strong_migrations add_index'],
  check: (subject) => {
    if (!('IndexStmt' in subject.node)) return [];
    const { concurrent, if_not_exists, idxname, relation } = subject.node.IndexStmt;
    if (concurrent !== true || if_not_exists !== true || idxname === undefined) return [];
    const isSaid = subject.effects.some((effect) => effect.kind === 'dependent' && effect.what === 'invalid index');
    if (isSaid || !isOld(subject.world, relation)) return [];
    const schema = relation?.schemaname === undefined ? {} : { schemaname: relation.schemaname };
    const sql = plainSql(subject.sql).replace(/\bif\s+not\s+exists\s+/iu, '');
    return [
      {
        message: `If the build of ${idxname} fails, an INVALID index stays behind that IF NOT EXISTS takes for it.`,
        saferSql: sqlLines(`DROP INDEX CONCURRENTLY IF EXISTS ${sqlRange({ relname: idxname, ...schema })}`, sql),
      },
    ];
  },
});

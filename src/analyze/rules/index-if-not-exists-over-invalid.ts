import { plainSql } from '../clauses.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { NEXT_MIGRATION, sqlLines, sqlName } from '../safer-sql.ts';

/** CREATE INDEX IF NOT EXISTS over an INVALID index of the same name. */
export const indexIfNotExistsOverInvalid: Rule = statementRule({
  id: 'index-if-not-exists-over-invalid',
  title: 'IF NOT EXISTS finds an INVALID index',
  group: 'correctness',
  severity: 'high',
  why: 'A CREATE INDEX CONCURRENTLY that failed leaves an INVALID index. IF NOT EXISTS finds its name, does nothing and succeeds: no query will ever use the index, and a unique one keeps nothing out.',
  safer: 'Drop the INVALID index first: DROP INDEX CONCURRENTLY IF EXISTS, then CREATE INDEX CONCURRENTLY without IF NOT EXISTS.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  alsoKnownAs: [],
  check: (subject) => {
    const found = subject.effects.filter((effect) => effect.kind === 'dependent').filter(({ what }) => what === 'invalid index');
    const sql = plainSql(subject.sql).replace(/\bif\s+not\s+exists\s+/iu, '');
    return found.map(({ name }) => ({
      message: `${name} is there and INVALID: for the server the statement has nothing to do, and no query will use the index. flyback drops what CONCURRENTLY has left and builds it anew; Flyway goes on without it.`,
      saferSql: sqlLines(`DROP INDEX CONCURRENTLY ${sqlName(name)}`, NEXT_MIGRATION, sql),
    }));
  },
});

import type { RelationName } from '../../model/effect.ts';
import { listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { sqlLines, sqlRange } from '../safer-sql.ts';

/** DROP INDEX without CONCURRENTLY. */
export const dropIndexWaits: Rule = statementRule({
  id: 'drop-index-waits',
  title: 'DROP INDEX without CONCURRENTLY',
  group: 'lock',
  severity: 'low',
  why: 'DROP INDEX takes ACCESS EXCLUSIVE on the table. It is over in an instant, but it first waits for every running query on the table, and all later ones queue behind it.',
  safer: 'DROP INDEX CONCURRENTLY in a migration of its own waits without making others wait; else set lock_timeout and try again.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropindex.html',
  alsoKnownAs: [
    'squawk require-concurrent-index-deletion',
    'strong_migrations remove_index',
    'Atlas PG102',
    'pgfence drop-index-not-concurrent',
  ],
  check: (subject) => {
    if (!('DropStmt' in subject.node) || subject.node.DropStmt.removeType !== 'OBJECT_INDEX' || subject.node.DropStmt.concurrent === true)
      return [];
    const indexes = subject.effects
      .filter((effect) => effect.kind === 'lock')
      .filter(({ relation, mode }) => relation.kind === 'index' && relation.isPreExisting && mode === 'ACCESS EXCLUSIVE');
    if (indexes.length === 0) return [];
    const tables = subject.effects.filter((effect) => effect.kind === 'lock').filter(({ relation }) => relation.kind === 'table');
    const names = indexes.map(({ relation }) => shownName(subject.world, relation));
    const table = tables[0] === undefined ? null : shownName(subject.world, tables[0].relation);
    const saferSql = sqlLines(
      ...indexes.map(({ relation }) => `DROP INDEX CONCURRENTLY ${sqlRange({ relname: relation.name, ...schemaOf(subject, relation) })}`),
    );
    return [
      {
        message: `DROP INDEX ${listed(names)} waits for all running queries on ${table ?? 'its table'}, and all later ones wait behind it.`,
        relation: table,
        saferSql,
      },
    ];
  },
});

function schemaOf({ world }: StatementSubject, { schema }: RelationName): { readonly schemaname?: string } {
  return schema === world.creationSchema() ? {} : { schemaname: schema };
}

import { listed } from '../findings.ts';
import { scriptRule, shownName } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { madeName, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { addedConstraints, rangeOf, relationNamed, wordsOf } from '../statement-parts.ts';
import type { Column, Constraint } from '../world/objects.ts';
import type { World } from '../world/world.ts';

/** A foreign key whose columns no index begins with. */
export const unindexedForeignKey: Rule = scriptRule({
  id: 'unindexed-foreign-key',
  title: 'A foreign key without an index',
  group: 'correctness',
  severity: 'medium',
  why: 'PostgreSQL indexes the referenced side only. Every DELETE of a referenced row, and every change of its key, reads the whole referencing table to look for rows that refer to it; joins along the key do too.',
  safer: 'CREATE INDEX CONCURRENTLY on the referencing columns, in a migration before the constraint is used.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  alsoKnownAs: ['eugene E15', 'pgfence fk-missing-index', 'strong_migrations add_reference'],
  check: ({ statements, world }) =>
    statements.flatMap((statement) =>
      foreignKeysAddedBy(statement, world)
        .filter((key) => !isIndexed(key))
        .map((key) => ({
          message: `No index of ${shownOf(world, key)} begins with ${listed(key.columns.map(({ name }) => name))}, the columns of the foreign key ${key.name}.`,
          severity: key.relation?.isAssumed === true ? ('info' as const) : ('medium' as const),
          relation: shownOf(world, key),
          saferSql: indexFor(key),
          statement,
        })),
    ),
});

function foreignKeysAddedBy(statement: StatementSubject, world: World): readonly Constraint[] {
  const table = relationNamed(world, rangeOf(statement.node));
  if (table === null) return [];
  const wanted = addedConstraints(statement)
    .filter(({ constraint }) => constraint.contype === 'CONSTR_FOREIGN')
    .map(({ constraint, column }) => (column === null ? wordsOf(constraint.fk_attrs) : [column]).join());
  return table.constraints.filter(
    ({ type, parent, columns }) => type === 'foreign-key' && parent === null && wanted.includes(namesOf(columns)),
  );
}

/** The first columns of an index may stand in any order. */
function isIndexed({ relation, columns }: Constraint): boolean {
  return (relation?.indexes ?? []).some(({ index }) => {
    if (index === null || !index.isValid || index.predicate !== null) return false;
    const first = index.keys.slice(0, columns.length).map(({ column }) => column);
    return columns.every((column) => first.includes(column));
  });
}

function indexFor({ relation, columns }: Constraint): string | null {
  if (relation === null) return null;
  const concurrently = relation.isNew || relation.relkind === 'partitioned-table' ? '' : 'CONCURRENTLY ';
  const name = madeName(relation.name, ...columns.map((column) => column.name), 'idx');
  const range = { relname: relation.name, ...(relation.schema === 'public' ? {} : { schemaname: relation.schema }) };
  return sqlLines(
    `CREATE INDEX ${concurrently}${sqlName(name)} ON ${sqlRange(range)} (${columns.map((column) => sqlName(column.name)).join(', ')})`,
  );
}

function shownOf(world: World, { relation }: Constraint): string {
  return relation === null ? '' : shownName(world, relation);
}

function namesOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join();
}

import { scriptRule, shownName } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** A new table without a primary key. */
export const tableWithoutPrimaryKey: Rule = scriptRule({
  id: 'table-without-primary-key',
  title: 'A table without a primary key',
  group: 'correctness',
  severity: 'low',
  why: 'Rows cannot be told apart: logical replication of UPDATE and DELETE fails, doubles cannot be deleted one by one, batches have nothing to go by.',
  safer: 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, or the natural key.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS',
  alsoKnownAs: [],
  check: ({ statements, world }) =>
    statements.flatMap((statement) => {
      const { node } = statement;
      if (!('CreateStmt' in node) || (node.CreateStmt.inhRelations ?? []).length > 0 || node.CreateStmt.ofTypename !== undefined) return [];
      const table = relationNamed(world, node.CreateStmt.relation);
      if (table === null || !table.isNew || table.persistence !== 'permanent' || table.columns.length === 0) return [];
      const hasKey = table.constraints.some(({ type }) => type === 'primary-key');
      return hasKey
        ? []
        : [{ message: `Table ${shownName(world, table)} has no primary key.`, relation: shownName(world, table), statement }];
    }),
});

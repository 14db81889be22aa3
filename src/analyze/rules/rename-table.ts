import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { isOld, rangeOf } from '../statement-parts.ts';

/** A table is renamed. */
export const renameTable: Rule = statementRule<boolean>({
  id: 'rename-table',
  title: 'A table is renamed',
  group: 'compatibility',
  severity: 'high',
  why: 'Code that still runs with the old name fails from the moment of the commit: application and schema never change at the same instant.',
  safer:
    'Rename it and create a view with the old name in the same migration: simple views can be written to. Drop the view when nothing uses it.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html',
  alsoKnownAs: ['squawk renaming-table', 'strong_migrations rename_table', 'Atlas BC101', 'pgfence rename-*'],
  before: (node, world) => isOld(world, rangeOf(node)),
  check: ({ node }, isOldTable) => {
    if (!('RenameStmt' in node) || node.RenameStmt.renameType !== 'OBJECT_TABLE' || !isOldTable) return [];
    const { relation = {}, newname = '' } = node.RenameStmt;
    const schema = relation.schemaname === undefined ? '' : `${sqlName(relation.schemaname)}.`;
    return [
      {
        message: `Table ${relation.relname ?? ''} is called ${newname} from now on; what names the old one fails.`,
        relation: relation.relname ?? null,
        saferSql: sqlLines(
          `ALTER TABLE ${sqlRange(relation)} RENAME TO ${sqlName(newname)}`,
          `CREATE VIEW ${sqlRange(relation)} AS SELECT * FROM ${schema}${sqlName(newname)}`,
        ),
      },
    ];
  },
});

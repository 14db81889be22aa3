import { shortTypeText } from '../expressions/type-text.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { batchedUpdate, sqlLines, sqlName, sqlRange } from '../safer-sql.ts';
import { isOld, rangeOf, relationNamed } from '../statement-parts.ts';

/** A column is renamed. */
export const renameColumn: Rule = statementRule<boolean>({
  id: 'rename-column',
  title: 'A column is renamed',
  group: 'compatibility',
  severity: 'high',
  why: 'Code that still runs with the old name fails from the moment of the commit; functions with the old name in their text fail when they are called next.',
  safer:
    'Add a column of the new name, write both (a trigger, or the application), fill the old rows in batches, move the readers, drop the old one.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-alter.html',
  alsoKnownAs: ['squawk renaming-column', 'strong_migrations rename_column', 'Atlas BC102', 'pgfence rename-*'],
  before: (node, world) => {
    const name = 'RenameStmt' in node ? (node.RenameStmt.subname ?? '') : '';
    const column = relationNamed(world, rangeOf(node))?.columns.find((candidate) => candidate.name === name);
    return isOld(world, rangeOf(node)) && column?.isNew !== true;
  },
  check: (subject, isOldTable) => {
    const { node, world } = subject;
    if (!('RenameStmt' in node) || node.RenameStmt.renameType !== 'OBJECT_COLUMN' || !isOldTable) return [];
    const { relation = {}, subname = '', newname = '' } = node.RenameStmt;
    const table = relationNamed(world, relation);
    const column = table?.columns.find(({ name }) => name === newname);
    const type = column === undefined || column.use.type.category === 'unknown' ? null : shortTypeText(column.use);
    const [from, to] = [sqlName(subname), sqlName(newname)];
    const steps =
      type === null
        ? null
        : sqlLines(
            `ALTER TABLE ${sqlRange(relation)} ADD COLUMN ${to} ${type}`,
            `-- let the application write both columns, or a trigger: NEW.${to} := NEW.${from}`,
            '-- in batches, each in a transaction of its own, until no row is left:',
            batchedUpdate(table, relation, `${to} = ${from}`, `${to} IS NULL AND ${from} IS NOT NULL`),
            '-- when nothing reads the old column any more:',
            `ALTER TABLE ${sqlRange(relation)} DROP COLUMN ${from}`,
          );
    return [
      {
        message: `Column ${relation.relname ?? ''}.${subname} is called ${newname} from now on; what names the old one fails.`,
        relation: relation.relname ?? null,
        saferSql: steps,
      },
    ];
  },
});

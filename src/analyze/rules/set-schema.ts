import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { isOld, nameOfNode, rangeOf } from '../statement-parts.ts';

/** An object moves to another schema. */
export const setSchema: Rule = statementRule<boolean>({
  id: 'set-schema',
  title: 'SET SCHEMA',
  group: 'compatibility',
  severity: 'high',
  why: 'What names it with its schema fails, and what finds it by the search path finds another one or none.',
  safer: 'Create a view with the old name, in the same migration, and drop it when nothing uses it.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-SCHEMA',
  alsoKnownAs: ['strong_migrations rename_table'],
  before: (node, world) => isOld(world, rangeOf(node)),
  check: ({ node }, isOldTable) => {
    if (!('AlterObjectSchemaStmt' in node)) return [];
    const { relation, object, newschema = '' } = node.AlterObjectSchemaStmt;
    if (relation !== undefined && !isOldTable) return [];
    const name = relation?.relname ?? nameOfNode(object).name;
    return [
      {
        message: `${name} lies in schema ${newschema} from now on; what names it where it was fails.`,
        relation: relation?.relname ?? null,
      },
    ];
  },
});

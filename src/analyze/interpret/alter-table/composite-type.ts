import type { AlterTableCmd } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import type { Alteration } from './alteration.ts';

/** ALTER TYPE ... ATTRIBUTE ... CASCADE goes on to the tables of that type (ATTypedTableRecursion, tablecmds.c); without CASCADE they keep it from changing. */
export function lockTypedTables(alteration: Alteration, command: AlterTableCmd): readonly Relation[] {
  const { context, relation, mode } = alteration;
  if (relation.relkind !== 'composite-type') return [];
  const tables = alteration.world.allRelations().filter(({ ofType }) => ofType !== null && ofType.relation === relation);
  if (tables.length > 0 && command.behavior !== 'DROP_CASCADE')
    context.refuse('2BP01', `cannot alter type "${relation.name}" because it is the type of a typed table`);
  for (const table of tables) context.lock(table, mode, 'type');
  return tables;
}

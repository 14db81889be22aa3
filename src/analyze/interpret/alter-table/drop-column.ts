import type { AlterTableCmd } from 'libpg-query';
import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import type { Column, Relation } from '../../world/objects.ts';
import { dropObjects } from '../drop-objects.ts';
import type { Alteration } from './alteration.ts';
import { lockTypedTables } from './composite-type.ts';
import { reportMentions } from './function-mentions.ts';

/** DROP COLUMN, and DROP ATTRIBUTE of a composite type: all that goes is dropped at once (ATExecDropColumn, tablecmds.c). */
export function dropColumn(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const name = command.name ?? '';
  if (relation.ofType !== null) context.refuse('42809', 'cannot drop column from typed table');
  const typed = lockTypedTables(alteration, command);
  const doomed = [...typed, relation].flatMap((table) => collect(alteration, table, name, command.missing_ok === true));
  if (doomed.length === 0) return;
  reportMentions(context, relation, name);
  dropObjects(context, doomed, command.behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict');
}

function collect(alteration: Alteration, relation: Relation, name: string, isMissingOk: boolean): readonly Column[] {
  const { context } = alteration;
  const column = isMissingOk
    ? (relation.columns.find((candidate) => candidate.name === name) ?? null)
    : context.world.column(relation, name);
  if (column === null) {
    if (!isMissingOk) context.refuseIfKnown('42703', `column "${name}" of relation "${relation.name}" does not exist`);
    return [];
  }
  if (column.inheritedTimes > 0) context.refuse('42P16', `cannot drop inherited column "${name}"`);
  if (isPartitionKey(relation, name))
    context.refuse('42P16', `cannot drop column "${name}" because it is part of the partition key of relation "${relation.name}"`);
  return [column, ...collectInherited(alteration, relation, name)];
}

/** Children lose it as well, unless it is their own or they have it of another parent; under ONLY it becomes their own. */
function collectInherited(alteration: Alteration, relation: Relation, name: string): readonly Column[] {
  for (const child of relation.children) alteration.lockDescendant(child);
  if (!alteration.recurses) {
    if (relation.relkind === 'partitioned-table' && relation.children.length > 0)
      alteration.context.refuse('42P16', 'cannot drop column from only the partitioned table when partitions exist');
    return relation.children.flatMap((child) => makeLocal(child, name));
  }
  return relation.children.flatMap((child) => {
    const own = child.columns.find((candidate) => candidate.name === name);
    if (own === undefined) return [];
    own.inheritedTimes = Math.max(0, own.inheritedTimes - 1);
    return own.inheritedTimes === 0 && !own.isLocal ? [own, ...collectInherited(alteration, child, name)] : [];
  });
}

function makeLocal(child: Relation, name: string): readonly Column[] {
  const own = child.columns.find((candidate) => candidate.name === name);
  if (own === undefined) return [];
  own.inheritedTimes = Math.max(0, own.inheritedTimes - 1);
  own.isLocal = true;
  return [];
}

/** Is a column part of the partition key, alone or in an expression (has_partition_attrs, catalog/partition.c)? */
export function isPartitionKey(relation: Relation, name: string): boolean {
  return (relation.partitionKey?.keys ?? []).some(
    ({ column, expression }) => column?.name === name || (expression !== null && columnsUsedBy(expression, relation).includes(name)),
  );
}

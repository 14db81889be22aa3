import type { AlterTableCmd } from 'libpg-query';
import { areEqual } from '../../expressions/analyze-expression.ts';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { Column, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import { without } from '../../world/world.ts';
import { linkChild } from '../create-table/inherit.ts';
import { descentReason } from './alteration.ts';
import type { Alteration } from './alteration.ts';

/** INHERIT parent: nothing is read; the child must have the parent's columns and CHECKs (ATExecAddInherit, tablecmds.c). */
export function addInherit(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const parent = parentNamed(alteration, command);
  if (parent === null) return;
  context.lock(parent, 'SHARE UPDATE EXCLUSIVE', 'inheritance');
  if (relation.ofType !== null) context.refuse('42809', 'cannot change inheritance of typed table');
  if (relation.partitionBound !== null) context.refuse('42809', 'cannot change inheritance of a partition');
  if (relation.relkind === 'partitioned-table') context.refuse('42809', 'cannot change inheritance of partitioned table');
  if (parent.relkind === 'partitioned-table') context.refuse('42809', `cannot inherit from partitioned table "${parent.name}"`);
  if (relation.parents.includes(parent)) context.refuse('42P07', `relation "${parent.name}" would be inherited from more than once`);
  const descendants = withDescendants(relation);
  for (const member of descendants) if (member !== relation) context.lock(member, 'ACCESS SHARE', descentReason(member));
  if (descendants.includes(parent)) context.refuse('42P07', 'circular inheritance not allowed');
  for (const column of parent.columns) mergeColumn(alteration, column);
  mergeConstraints(alteration, parent);
  linkChild(context.world, relation, parent);
}

/** NO INHERIT parent: what was inherited stays as the child's own (ATExecDropInherit, tablecmds.c). */
export function dropInherit(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  if (relation.partitionBound !== null) context.refuse('42809', 'cannot change inheritance of a partition');
  const parent = parentNamed(alteration, command);
  if (parent === null) return;
  context.lock(parent, 'ACCESS SHARE', 'inheritance');
  if (!relation.parents.includes(parent) && !relation.isAssumed)
    context.refuseIfKnown('42P01', `relation "${parent.name}" is not a parent of relation "${relation.name}"`);
  leaveParent(alteration, parent);
}

/** OF type: the columns must be those of the type (ATExecAddOf, tablecmds.c). */
export function addOf(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  if (command.def === undefined || !('TypeName' in command.def)) return;
  if (relation.parents.length > 0) context.refuse('42809', 'typed tables cannot inherit');
  const { type } = resolveType(context.world, command.def.TypeName);
  relation.ofType = type;
  context.world.depend(relation, type, 'normal');
}

/** NOT OF. */
export function dropOf({ context, relation }: Alteration): void {
  if (relation.ofType === null && !relation.isAssumed) context.refuseIfKnown('42809', `"${relation.name}" is not a typed table`);
  if (relation.ofType !== null) context.world.undepend(relation, relation.ofType);
  relation.ofType = null;
}

function parentNamed({ context }: Alteration, command: AlterTableCmd): Relation | null {
  if (command.def === undefined || !('RangeVar' in command.def)) return null;
  const parent = context.world.relation(command.def.RangeVar);
  if (parent === null) context.refuseIfKnown('42P01', `relation "${command.def.RangeVar.relname ?? ''}" does not exist`);
  return parent;
}

function mergeColumn({ context, relation }: Alteration, inherited: Column): void {
  const own = context.world.column(relation, inherited.name);
  if (own === null) return context.refuse('42804', `child table is missing column "${inherited.name}"`);
  if (inherited.isNotNull && !own.isNotNull && !own.isAssumed)
    context.refuse('42804', `column "${inherited.name}" in child table must be marked NOT NULL`);
  own.inheritedTimes++;
}

function mergeConstraints({ context, relation }: Alteration, parent: Relation): void {
  for (const wanted of parent.constraints) {
    if (wanted.isNoInherit || (wanted.type !== 'check' && wanted.type !== 'not-null')) continue;
    const own = relation.constraints.find(
      ({ type, name, columns }) =>
        type === wanted.type && (type === 'not-null' ? columns[0]?.name === wanted.columns[0]?.name : name === wanted.name),
    );
    if (own === undefined) {
      if (!relation.isAssumed) context.refuse('42804', `child table is missing constraint "${wanted.name}"`);
      continue;
    }
    if (own.expression !== null && wanted.expression !== null && !areEqual(own.expression, wanted.expression))
      context.refuseIfKnown('42804', `child table "${relation.name}" has different definition for check constraint "${wanted.name}"`);
    own.inheritedTimes++;
  }
}

function leaveParent({ context, relation }: Alteration, parent: Relation): void {
  for (const part of [...parent.columns, ...parent.constraints]) {
    const own = [...relation.columns, ...relation.constraints].find(({ kind, name }) => kind === part.kind && name === part.name);
    if (own === undefined || own.inheritedTimes === 0) continue;
    own.inheritedTimes--;
    if (own.inheritedTimes === 0) own.isLocal = true;
  }
  without(relation.parents, parent);
  without(parent.children, relation);
  context.world.undepend(relation, parent);
}

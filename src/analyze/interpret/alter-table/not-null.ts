import type { AlterTableCmd, Constraint as ConstraintNode } from 'libpg-query';
import { impliesNotNull } from '../../expressions/implication.ts';
import type { Column, Constraint, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import { chooseConstraintName } from '../choose-name.ts';
import type { ConstraintTask } from '../constraints.ts';
import type { Interpretation } from '../interpretation.ts';
import { strings } from '../options.ts';
import { descentReason } from './alteration.ts';
import type { Alteration } from './alteration.ts';
import { dropConstraint } from './drop-constraint.ts';
import { validateConstraint } from './validate-constraint.ts';

/** From this version on NOT NULL is a constraint with a name, inherited by children. */
const WITH_CONSTRAINTS = 18;

/** SET NOT NULL: a scan where neither the column nor a valid CHECK says so already (ATExecSetNotNull, tablecmds.c). */
export function setNotNull(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation, rows, mode, recurses } = alteration;
  const column = alteration.column(relation, command.name ?? '');
  if (column !== null) forceNotNull(context, relation, column, { column: null, isNewTable: false, rows, mode, recurses });
}

/** Makes a column NOT NULL, on the children as well: SET NOT NULL, and what a primary key asks for. */
export function forceNotNull(context: Interpretation, relation: Relation, column: Column, task: ConstraintTask): void {
  if (context.majorVersion >= WITH_CONSTRAINTS) return requireNotNull(context, relation, column, { name: null, isInherited: false }, task);
  // Children of a partitioned table have what it has; others may not.
  if (relation.relkind === 'partitioned-table' && column.isNotNull) return;
  refuseOnly(context, relation, task);
  for (const member of task.recurses && !task.isNewTable ? withDescendants(relation) : [relation]) {
    if (member !== relation) context.lock(member, task.mode, descentReason(member));
    const own = context.world.column(member, column.name);
    if (own !== null) markNotNull(context, own, task);
  }
}

/** ADD CONSTRAINT ... NOT NULL of 18, and NOT NULL in CREATE TABLE and ADD COLUMN. */
export function addNotNull(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  const [name] = strings(node.keys);
  const column = name === undefined ? task.column : context.world.column(relation, name);
  if (column === null) return context.refuseIfKnown('42703', `column "${name ?? ''}" of relation "${relation.name}" does not exist`);
  if (context.majorVersion < WITH_CONSTRAINTS) return markNotNull(context, column, task);
  requireNotNull(context, relation, column, { name: node.conname ?? null, isInherited: false, node }, task);
}

/** The NOT NULL constraint of a column, from 18 on. */
export function notNullOf(column: Column): Constraint | null {
  return column.relation.constraints.find(({ type, columns }) => type === 'not-null' && columns.includes(column)) ?? null;
}

interface Requirement {
  readonly name: string | null;
  readonly isInherited: boolean;
  /** ADD CONSTRAINT: NOT VALID and NO INHERIT stand here. */
  readonly node?: ConstraintNode;
}

function requireNotNull(context: Interpretation, relation: Relation, column: Column, required: Requirement, task: ConstraintTask): void {
  const { node } = required;
  const existing = notNullOf(column);
  if (existing === null) {
    const isValid = node?.skip_validation !== true || task.isNewTable;
    if (isValid) markNotNull(context, column, task);
    addNotNullConstraint(context.world, column, required, isValid);
  } else {
    if (required.isInherited) existing.inheritedTimes++;
    if (!existing.isValid && node?.skip_validation !== true) validateConstraint(context, existing, task);
    // What is there already is there on the children too.
    if (!required.isInherited) return;
  }
  if (node?.is_no_inherit === true) return;
  refuseOnly(context, relation, task);
  for (const child of task.isNewTable || !task.recurses ? [] : relation.children) {
    context.lock(child, task.mode, descentReason(child));
    const own = context.world.column(child, column.name);
    if (own !== null) requireNotNull(context, child, own, { ...required, name: required.name, isInherited: true }, task);
  }
}

/** ONLY leaves no partition without what its parent has. */
function refuseOnly(context: Interpretation, relation: Relation, { recurses, isNewTable }: ConstraintTask): void {
  if (recurses || isNewTable || relation.children.length === 0) return;
  if (relation.relkind === 'partitioned-table') context.refuse('42P16', 'constraint must be added to child tables too');
}

/** Sets attnotnull and asks for a scan where nothing proves it (set_attnotnull, tablecmds.c). */
function markNotNull(context: Interpretation, column: Column, task: ConstraintTask): void {
  if (column.isNotNull && notNullOf(column)?.isValid !== false) return;
  const isProved = task.isNewTable || impliesNotNull(context.world, column.relation, column);
  column.isNotNull = true;
  if (!isProved) task.rows.verify(column.relation, `${column.name} must hold no NULL`);
}

function addNotNullConstraint(world: World, column: Column, { name, isInherited, node }: Requirement, isValid: boolean): void {
  const { relation } = column;
  const constraint = world.addConstraint({
    name: name ?? chooseConstraintName(world, [relation.name, column.name], 'not_null', relation.schema),
    type: 'not-null',
    relation,
    columns: [column],
    isValid,
    isNoInherit: node?.is_no_inherit === true,
    isLocal: !isInherited,
    inheritedTimes: isInherited ? 1 : 0,
  });
  world.depend(constraint, column, 'auto');
}

/** DROP NOT NULL (ATExecDropNotNull, tablecmds.c). */
export function dropNotNull(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const column = alteration.column(relation, command.name ?? '');
  if (column === null) return;
  if (column.identity !== '') context.refuse('42601', `column "${column.name}" of relation "${relation.name}" is an identity column`);
  if (isInPrimaryKey(relation, column)) context.refuse('42P16', `column "${column.name}" is in a primary key`);
  if (relation.partitionBound !== null && relation.parents.some((parent) => isNotNullIn(parent, column.name)))
    context.refuse('42P16', `column "${column.name}" is marked NOT NULL in parent table`);
  const constraint = notNullOf(column);
  if (constraint !== null) return dropConstraint(alteration, relation, constraint, 'restrict');
  // Only a constraint is inherited (from 18 on), and this column has none.
  if (context.majorVersion >= WITH_CONSTRAINTS && !column.isNotNull && !column.isAssumed) return;
  for (const member of alteration.tree()) {
    const own = member.columns.find(({ name }) => name === column.name);
    if (own !== undefined) own.isNotNull = false;
  }
}

function isInPrimaryKey(relation: Relation, column: Column): boolean {
  return relation.constraints.some(({ type, columns }) => type === 'primary-key' && columns.includes(column));
}

function isNotNullIn(relation: Relation, name: string): boolean {
  return relation.columns.some((column) => column.name === name && column.isNotNull);
}

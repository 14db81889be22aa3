import type { Constraint as ConstraintNode, Node } from 'libpg-query';
import { areEqual, columnsUsedBy, functionsCalledBy } from '../../expressions/analyze-expression.ts';
import type { Constraint, Relation } from '../../world/objects.ts';
import { chooseConstraintName } from '../choose-name.ts';
import type { ConstraintTask } from '../constraints.ts';
import type { Interpretation } from '../interpretation.ts';
import { descentReason } from './alteration.ts';

/** A CHECK, on the children as well unless it says NO INHERIT (ATAddCheckNNConstraint, tablecmds.c). */
export function addCheck(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  const expression = node.raw_expr;
  if (expression === undefined) return;
  const name = node.conname ?? chooseCheckName(context, relation, expression);
  addCheckTo(context, relation, { node, expression, name, isInherited: false }, task);
}

interface CheckDefinition {
  readonly node: ConstraintNode;
  readonly expression: Node;
  readonly name: string;
  readonly isInherited: boolean;
}

function addCheckTo(context: Interpretation, relation: Relation, definition: CheckDefinition, task: ConstraintTask): void {
  const { node, name } = definition;
  const existing = relation.constraints.find((constraint) => constraint.name === name);
  // A merged constraint goes no further down: the children have it.
  if (existing !== undefined) return merge(context, existing, definition);
  const isValid = node.skip_validation !== true || (task.isNewTable && isEnforced(node));
  makeCheck(context, relation, definition, isValid);
  if (isValid && !task.isNewTable) task.rows.verify(relation, `the CHECK ${name} has to hold for all rows`);
  if (node.is_no_inherit === true) return refuseNoInherit(context, relation);
  if (relation.children.length > 0 && !task.recurses && !task.isNewTable)
    context.refuse('42P16', 'constraint must be added to child tables too');
  for (const child of relation.children) {
    context.lock(child, task.mode, descentReason(child));
    addCheckTo(context, child, { ...definition, isInherited: true }, task);
  }
}

function makeCheck(
  context: Interpretation,
  relation: Relation,
  { node, expression, name, isInherited }: CheckDefinition,
  isValid: boolean,
): void {
  const { world } = context;
  const columns = columnsUsedBy(expression, relation).flatMap((used) => world.column(relation, used) ?? []);
  const constraint = world.addConstraint({
    name,
    type: 'check',
    relation,
    columns,
    expression,
    isValid,
    isEnforced: isEnforced(node),
    isNoInherit: node.is_no_inherit === true,
    isLocal: !isInherited,
    inheritedTimes: isInherited ? 1 : 0,
  });
  for (const column of columns) world.depend(constraint, column, 'auto');
  if (columns.length === 0) world.depend(constraint, relation, 'auto');
  for (const called of functionsCalledBy(world, expression)) world.depend(constraint, called, 'normal');
}

/** MergeWithExistingConstraint (catalog/heap.c). */
function merge(context: Interpretation, existing: Constraint, { node, expression, name, isInherited }: CheckDefinition): void {
  const isSame = existing.type === 'check' && existing.expression !== null && areEqual(existing.expression, expression);
  const isAllowed = isInherited || (!existing.isLocal && existing.relation?.partitionBound === null);
  if (!isAllowed || (isInherited && existing.isNoInherit))
    context.refuse('42710', `constraint "${name}" for relation "${existing.relation?.name ?? ''}" already exists`);
  if (!isSame && existing.type !== 'check')
    context.refuse('42710', `constraint "${name}" for relation "${existing.relation?.name ?? ''}" already exists`);
  if (isInherited && !existing.isValid && node.skip_validation !== true)
    context.refuse('42P17', `constraint "${name}" conflicts with NOT VALID constraint on relation "${existing.relation?.name ?? ''}"`);
  if (isInherited) existing.inheritedTimes++;
  else existing.isLocal = true;
  if (isEnforced(node)) existing.isEnforced = true;
}

function refuseNoInherit(context: Interpretation, relation: Relation): void {
  if (relation.relkind === 'partitioned-table')
    context.refuse('42P16', `cannot add NO INHERIT constraint to partitioned table "${relation.name}"`);
}

function chooseCheckName({ world }: Interpretation, relation: Relation, expression: Node): string {
  const columns = columnsUsedBy(expression, relation);
  return chooseConstraintName(world, [relation.name, columns.length === 1 ? (columns[0] ?? null) : null], 'check', relation.schema);
}

/** NOT ENFORCED of 18 leaves the field out. */
function isEnforced(node: ConstraintNode): boolean {
  return node.is_enforced === true;
}

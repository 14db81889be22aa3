import type { AlterTableCmd } from 'libpg-query';
import type { Constraint } from '../../world/objects.ts';
import type { ConstraintTask } from '../constraints.ts';
import type { Interpretation } from '../interpretation.ts';
import { descentReason } from './alteration.ts';
import type { Alteration } from './alteration.ts';

type ValidationTask = Pick<ConstraintTask, 'rows' | 'mode' | 'recurses'>;

/** VALIDATE CONSTRAINT (ATExecValidateConstraint, tablecmds.c). */
export function validateNamed(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const name = command.name ?? '';
  const constraint = relation.constraints.find((candidate) => candidate.name === name);
  if (constraint !== undefined) return validateKnown(alteration, constraint);
  context.refuseIfKnown('42704', `constraint "${name}" of relation "${relation.name}" does not exist`);
  // Some constraint that no text has shown us: it reads the table all the same.
  if (relation.isAssumed) alteration.rows.verify(relation, `the constraint ${name} has to hold for all rows`);
}

function validateKnown({ context, rows, mode, recurses }: Alteration, constraint: Constraint): void {
  if (!['check', 'foreign-key', 'not-null'].includes(constraint.type))
    context.refuse('42809', `constraint "${constraint.name}" cannot be validated`);
  if (!constraint.isEnforced) context.refuse('55000', 'cannot validate NOT ENFORCED constraint');
  validateConstraint(context, constraint, { rows, mode, recurses });
}

/** Reads all rows where the constraint is not valid yet, those of children as well. */
export function validateConstraint(context: Interpretation, constraint: Constraint, task: ValidationTask): void {
  if (constraint.isValid) return;
  if (constraint.type === 'foreign-key') return validateForeignKey(context, constraint, task);
  const { relation, name } = constraint;
  if (relation === null) return;
  constraint.isValid = true;
  if (constraint.type === 'not-null') for (const column of constraint.columns) column.isNotNull = true;
  task.rows.verify(relation, `the constraint ${name} has to hold for all rows`);
  if (constraint.isNoInherit) return;
  if (relation.children.length > 0 && !task.recurses) context.refuse('42P16', 'constraint must be validated on child tables too');
  for (const child of relation.children) {
    context.lock(child, task.mode, descentReason(child));
    const own = child.constraints.find((candidate) => candidate.type === constraint.type && isSameOnChild(candidate, constraint));
    if (own !== undefined) validateConstraint(context, own, task);
  }
}

function isSameOnChild(candidate: Constraint, { name, type, columns }: Constraint): boolean {
  return type === 'not-null' ? candidate.columns[0]?.name === columns[0]?.name : candidate.name === name;
}

/** QueueFKConstraintValidation: the parts on partitions become valid with it. */
function validateForeignKey(context: Interpretation, constraint: Constraint, { rows, mode }: ValidationTask): void {
  rows.validate(constraint);
  for (const part of partsOf(constraint)) part.isValid = true;
  constraint.isValid = true;
  if (constraint.relation?.relkind !== 'partitioned-table') return;
  for (const child of constraint.relation.children) context.lock(child, mode, 'partition');
}

/** The constraints on partitions that belong to one, at any depth. */
export function partsOf(constraint: Constraint): readonly Constraint[] {
  const found = new Set<Constraint>();
  const tables = new Set([constraint.relation]);
  for (const table of tables) {
    for (const candidate of table?.constraints ?? [])
      if (candidate.parent !== null && (candidate.parent === constraint || found.has(candidate.parent))) found.add(candidate);
    for (const child of table?.children ?? []) tables.add(child);
  }
  return [...found];
}

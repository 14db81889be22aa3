import type { AlterTableCmd } from 'libpg-query';
import type { Constraint, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import { dropObjects } from '../drop-objects.ts';
import type { Alteration } from './alteration.ts';

/** From this version on ONLY may leave the partitions a constraint that their parent loses. */
const LEAVES_PARTITIONS = 18;

/** DROP CONSTRAINT (ATExecDropConstraint, tablecmds.c). */
export function dropNamedConstraint(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const name = command.name ?? '';
  // No partition may be in use (ATCheckPartitionsNotInUse), whatever the constraint is.
  if (relation.relkind === 'partitioned-table') for (const member of withDescendants(relation)) alteration.lockDescendant(member);
  const constraint = relation.constraints.find((candidate) => candidate.name === name);
  if (constraint !== undefined)
    return dropConstraint(alteration, relation, constraint, command.behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict');
  if (command.missing_ok !== true && !relation.isAssumed)
    context.refuseIfKnown('42704', `constraint "${name}" of relation "${relation.name}" does not exist`);
}

/** Drops one constraint, and what children have inherited of it. */
export function dropConstraint(alteration: Alteration, relation: Relation, constraint: Constraint, behavior: 'restrict' | 'cascade'): void {
  const { context } = alteration;
  if (constraint.inheritedTimes > 0)
    context.refuse('42P16', `cannot drop inherited constraint "${constraint.name}" of relation "${relation.name}"`);
  const doomed = collect(alteration, constraint);
  for (const each of doomed) forgetNotNull(each);
  if (constraint.type === 'foreign-key' && constraint.referenced !== null && constraint.referenced !== relation)
    context.lock(constraint.referenced, 'ACCESS EXCLUSIVE', 'foreign-key');
  dropObjects(context, doomed, behavior);
}

/** The constraint with those of its children that nothing else keeps; under ONLY the children's become their own. */
function collect(alteration: Alteration, constraint: Constraint): readonly Constraint[] {
  if (constraint.isNoInherit || constraint.relation === null || !isInheritable(constraint)) return [constraint];
  const doomed = [constraint];
  for (const child of constraint.relation.children) alteration.lockDescendant(child);
  if (!alteration.recurses) {
    const isPartitioned = constraint.relation.relkind === 'partitioned-table' && constraint.relation.children.length > 0;
    if (isPartitioned && alteration.context.majorVersion < LEAVES_PARTITIONS)
      alteration.context.refuse('42P16', 'cannot remove constraint from only the partitioned table when partitions exist');
    for (const own of inChildren(constraint)) {
      own.inheritedTimes--;
      own.isLocal = true;
    }
    return doomed;
  }
  for (const own of inChildren(constraint)) {
    own.inheritedTimes = Math.max(0, own.inheritedTimes - 1);
    if (own.inheritedTimes === 0 && !own.isLocal) doomed.push(...collect(alteration, own));
  }
  return doomed;
}

function isInheritable({ type }: Constraint): boolean {
  return type === 'check' || type === 'not-null';
}

function inChildren({ relation, type, name, columns }: Constraint): readonly Constraint[] {
  return (relation?.children ?? []).flatMap((child) =>
    child.constraints.filter(
      (other) => other.type === type && (type === 'not-null' ? other.columns[0]?.name === columns[0]?.name : other.name === name),
    ),
  );
}

function forgetNotNull({ type, columns }: Constraint): void {
  if (type === 'not-null') for (const column of columns) column.isNotNull = false;
}

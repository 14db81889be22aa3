import type { AlterTableCmd, ATAlterConstraint } from 'libpg-query';
import type { Constraint, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import { forceNotNull } from './not-null.ts';
import type { Alteration } from './alteration.ts';
import { partsOf } from './validate-constraint.ts';

/** ALTER CONSTRAINT: deferrable or not, from 18 on also enforced or not and inherited or not (ATExecAlterConstraint, tablecmds.c). */
export function alterConstraint(alteration: Alteration, command: AlterTableCmd): void {
  if (command.def === undefined || !('ATAlterConstraint' in command.def)) return;
  const { context, relation } = alteration;
  const change = command.def.ATAlterConstraint;
  const constraint = relation.constraints.find(({ name }) => name === change.conname);
  if (constraint === undefined) {
    if (!relation.isAssumed)
      context.refuseIfKnown('42704', `constraint "${change.conname ?? ''}" of relation "${relation.name}" does not exist`);
    return;
  }
  if (change.alterInheritability === true) return alterInheritability(alteration, constraint, change);
  if (constraint.type !== 'foreign-key')
    context.refuse('42809', `constraint "${constraint.name}" of relation "${relation.name}" is not a foreign key constraint`);
  if (constraint.parent !== null) context.refuse('55000', `cannot alter constraint "${constraint.name}" on relation "${relation.name}"`);
  if (change.alterEnforceability === true) alterEnforceability(alteration, constraint, change.is_enforced === true);
  if (change.alterDeferrability === true) alterDeferrability(alteration, constraint, change);
}

/** From this version on what changes nothing ends with the table's own constraint. */
const STOPS_WITHOUT_CHANGE = 18;

/** The triggers on both sides change by their catalog rows alone. */
function alterDeferrability(alteration: Alteration, constraint: Constraint, { deferrable, initdeferred }: ATAlterConstraint): void {
  const isDeferrable = deferrable === true;
  const isChange = constraint.isDeferrable !== isDeferrable || initdeferred === true;
  if (!isChange && alteration.context.majorVersion >= STOPS_WITHOUT_CHANGE) return;
  for (const each of [constraint, ...partsOf(constraint)]) {
    if (each.relation !== null) alteration.lockDescendant(each.relation);
    each.isDeferrable = isDeferrable;
  }
}

/** ENFORCED looks all rows up; NOT ENFORCED drops the triggers, which needs the strongest lock on both tables (ATExecAlterConstrEnforceability). */
function alterEnforceability(alteration: Alteration, constraint: Constraint, isEnforced: boolean): void {
  if (constraint.isEnforced === isEnforced) return;
  const { context, rows } = alteration;
  const { relation, referenced } = constraint;
  for (const table of referenced === null ? [] : withDescendants(referenced))
    if (table !== relation) context.lock(table, isEnforced ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'foreign-key');
  for (const each of [constraint, ...partsOf(constraint)]) {
    if (each.relation !== null) alteration.lockDescendant(each.relation);
    each.isEnforced = isEnforced;
    each.isValid = isEnforced;
  }
  if (isEnforced) rows.validate(constraint);
}

/** INHERIT makes the children NOT NULL as well (ATExecAlterConstrInheritability). */
function alterInheritability(alteration: Alteration, constraint: Constraint, { noinherit }: ATAlterConstraint): void {
  const { context, rows, mode } = alteration;
  const { relation, columns } = constraint;
  if (constraint.type !== 'not-null') context.refuse('42809', `constraint "${constraint.name}" is not a not-null constraint`);
  if (constraint.isNoInherit === (noinherit === true) || relation === null) return;
  constraint.isNoInherit = noinherit === true;
  for (const child of alteration.children(relation)) {
    const own = ownColumn(child, columns[0]?.name);
    if (own !== null && noinherit !== true)
      forceNotNull(context, child, own, { column: null, isNewTable: false, rows, mode, recurses: true });
  }
}

function ownColumn(relation: Relation, name: string | undefined): Relation['columns'][number] | null {
  return relation.columns.find((column) => column.name === name) ?? null;
}

import type { AlterTableCmd, Constraint as ConstraintNode } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';

/** Our parser knows the newest grammar: an older server refuses what came later (manual, release notes). */
export function refuseNewerSyntax(context: Interpretation, command: AlterTableCmd): void {
  if (context.majorVersion < sinceOf(command)) context.refuse('42601', 'syntax error: this form of ALTER TABLE came with a later version');
}

/** As `refuseNewerSyntax`, for a constraint wherever it stands. */
export function refuseNewerConstraint(context: Interpretation, node: ConstraintNode): void {
  if (context.majorVersion < sinceOfConstraint(node))
    context.refuse('42601', 'syntax error: this form of constraint came with a later version');
}

function sinceOf({ subtype, def, name }: AlterTableCmd): number {
  switch (subtype) {
    case 'AT_SetAccessMethod':
      return name === undefined ? 17 : 15;
    case 'AT_SetExpression':
      return 17;
    case 'AT_AlterConstraint':
      return def !== undefined && 'ATAlterConstraint' in def && changesMore(def.ATAlterConstraint) ? 18 : 0;
    case 'AT_AddConstraint':
      return def !== undefined && 'Constraint' in def && def.Constraint.contype === 'CONSTR_NOTNULL' ? 18 : 0;
    default:
      return 0;
  }
}

function changesMore(change: { readonly alterEnforceability?: boolean; readonly alterInheritability?: boolean }): boolean {
  return change.alterEnforceability === true || change.alterInheritability === true;
}

function sinceOfConstraint(node: ConstraintNode): number {
  switch (node.contype) {
    case 'CONSTR_CHECK':
    case 'CONSTR_FOREIGN':
      return node.is_enforced === true && node.fk_with_period !== true ? 0 : 18;
    case 'CONSTR_GENERATED':
      return node.generated_kind === 'v' ? 18 : 0;
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
      if (node.without_overlaps === true) return 18;
      return node.nulls_not_distinct === true ? 15 : 0;
    default:
      return 0;
  }
}

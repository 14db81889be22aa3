import type { ColumnDef, Constraint as ConstraintNode, Node } from 'libpg-query';

/** Constraints of a column, each with the attributes that follow it (`DEFERRABLE`, `NOT ENFORCED`) folded in (transformConstraintAttrs, parse_utilcmd.c). */
export function columnConstraints(definition: ColumnDef): readonly ConstraintNode[] {
  return foldAttributes((definition.constraints ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : [])));
}

/** The nodes of a list that are constraints. */
export function constraintNodes(nodes: readonly Node[] | undefined): readonly ConstraintNode[] {
  return (nodes ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
}

function foldAttributes(nodes: readonly ConstraintNode[]): readonly ConstraintNode[] {
  const folded: ConstraintNode[] = [];
  for (const node of nodes) {
    const attributes = ATTRIBUTES[node.contype ?? ''];
    const last = folded.at(-1);
    if (attributes === undefined) folded.push(node);
    else if (last !== undefined) folded[folded.length - 1] = { ...last, ...attributes };
  }
  return folded;
}

const ATTRIBUTES: Readonly<Record<string, Partial<ConstraintNode>>> = {
  CONSTR_ATTR_DEFERRABLE: { deferrable: true },
  CONSTR_ATTR_NOT_DEFERRABLE: { deferrable: false },
  CONSTR_ATTR_DEFERRED: { deferrable: true, initdeferred: true },
  CONSTR_ATTR_IMMEDIATE: { initdeferred: false },
  CONSTR_ATTR_ENFORCED: { is_enforced: true },
  CONSTR_ATTR_NOT_ENFORCED: { is_enforced: false, skip_validation: true, initially_valid: false },
};

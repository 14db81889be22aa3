import type { AffectedTable } from '../model/plan.ts';

/** A table, and those that are reached from it through foreign keys. */
export interface BlastNode {
  readonly table: AffectedTable;
  readonly children: readonly BlastNode[];
}

/** How many foreign keys away from the changed tables a table is. */
export function depthOf({ cascadePath }: AffectedTable): number {
  return Math.max(0, (cascadePath?.length ?? 1) - 1);
}

/** The blast radius as trees that grow from the tables that are changed themselves. */
export function blastTree(affected: readonly AffectedTable[]): readonly BlastNode[] {
  const children = new Map<AffectedTable, BlastNode[]>();
  const byName = new Map(affected.map((table) => [table.table, table]));
  const roots: BlastNode[] = [];
  // Nearest first: a parent is placed before what hangs on it.
  for (const table of affected.toSorted((left, right) => depthOf(left) - depthOf(right))) {
    const node: BlastNode = { table, children: listOf(children, table) };
    const parent = byName.get(table.cascadePath?.at(-2) ?? '');
    if (parent === undefined || depthOf(parent) >= depthOf(table)) roots.push(node);
    else listOf(children, parent).push(node);
  }
  return roots;
}

function listOf(lists: Map<AffectedTable, BlastNode[]>, table: AffectedTable): BlastNode[] {
  const list = lists.get(table) ?? [];
  lists.set(table, list);
  return list;
}

import type { Node } from './nodes.ts';

/** What is made in two goes first, where there is a choice. */
const SPLIT_FIRST: readonly string[] = ['type', 'table', 'foreign table', 'view', 'function', 'procedure'];

/** The nodes without cycles: one of each is made as a stand-in first, and made whole later. Where none can be, a need is left out. */
export function withoutCycles(nodes: readonly Node[]): readonly Node[] {
  let present = nodes;
  for (;;) {
    const circles = circlesOf(present);
    if (circles.length === 0) return present;
    for (const circle of circles) present = broken(present, circle);
  }
}

function broken(nodes: readonly Node[], circle: readonly Node[]): readonly Node[] {
  const names = new Set(circle.map(({ name }) => name));
  const chosen = circle.filter(({ standIn }) => standIn !== null).toSorted((a, b) => preference(a) - preference(b))[0];
  const [first] = circle;
  if (chosen === undefined || chosen.standIn === null)
    return nodes.map((node) => (node === first ? { ...node, needs: node.needs.filter((need) => !names.has(need)) } : node));
  const { standIn } = chosen;
  const early = `stand-in of ${chosen.name}`;
  return nodes.flatMap((node): readonly Node[] => {
    if (node.name === chosen.name)
      return [
        { ...node, name: early, statements: standIn.create, needs: standIn.needs, standIn: null },
        { ...node, statements: standIn.complete, needs: [...node.needs.filter((need) => need !== node.name), early], standIn: null },
      ];
    if (!names.has(node.name)) return [node];
    return [{ ...node, needs: node.needs.map((need) => (need === chosen.name ? early : need)) }];
  });
}

function preference({ object }: Node): number {
  const at = SPLIT_FIRST.indexOf(object.kind);
  return at < 0 ? SPLIT_FIRST.length : at;
}

/** Strongly connected nodes (Tarjan), where there are several or one needs itself. */
function circlesOf(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: Node[] = [];
  const isOpen = new Set<string>();
  const circles: Node[][] = [];
  const visit = (node: Node): number => {
    const own = index.size;
    index.set(node.name, own);
    let lowest = own;
    open.push(node);
    isOpen.add(node.name);
    for (const need of node.needs) {
      const other = byName.get(need);
      if (other === undefined) continue;
      if (!index.has(need)) lowest = Math.min(lowest, visit(other));
      else if (isOpen.has(need)) lowest = Math.min(lowest, index.get(need) ?? lowest);
    }
    low.set(node.name, lowest);
    if (lowest === own) {
      const circle = open.splice(open.indexOf(node));
      for (const { name } of circle) isOpen.delete(name);
      if (circle.length > 1 || node.needs.includes(node.name)) circles.push(circle);
    }
    return lowest;
  };
  for (const node of nodes) if (!index.has(node.name)) visit(node);
  return circles;
}

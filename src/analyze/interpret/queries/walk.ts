import type { Node } from 'libpg-query';

/** One field of a parse node by its name: the parser's types are a union of some 250 kinds. */
export type Fields = Readonly<Record<string, unknown>>;

/** The kind and the fields of a node: `{"SelectStmt": {...}}`. */
export function kindOf(node: Node): readonly [kind: string, fields: Fields] {
  const [entry] = Object.entries(node);
  return (entry ?? ['', {}]) as [string, Fields];
}

/**
 * Visits every node of a parse tree from the outside in. `visit` says false where its children are not wanted. Fields that hold a node without its
 * kind (`InsertStmt.relation`) are walked through.
 */
export function walk(tree: unknown, visit: (kind: string, fields: Fields) => boolean): void {
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree)) {
    for (const member of tree) walk(member, visit);
    return;
  }
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value !== 'object' || value === null) continue;
    // Kinds are written with a capital, fields of a kind are not.
    if (/^[A-Z]/.test(key) && !Array.isArray(value) && !visit(key, value as Fields)) continue;
    walk(value, visit);
  }
}

/** A copy of a tree in which `replace` has put other nodes in the place of some; undefined leaves a node as it is. */
export function rewrite(tree: unknown, replace: (kind: string, fields: Fields) => Node | undefined): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((member) => rewrite(member, replace));
  const entries = Object.entries(tree);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && /^[A-Z]/.test(only[0])) {
    const replaced = replace(only[0], only[1] as Fields);
    if (replaced !== undefined) return replaced;
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, rewrite(value, replace)]));
}

/** The words of a list of String nodes: `public`, `accounts`. */
export function words(names: readonly Node[] | undefined): readonly string[] {
  return (names ?? []).map((name) => ('String' in name ? (name.String.sval ?? '') : '*'));
}

/** Conditions joined by AND, one by one. */
export function conjuncts(condition: Node | undefined): readonly Node[] {
  if (condition === undefined) return [];
  if ('BoolExpr' in condition && condition.BoolExpr.boolop === 'AND_EXPR') return (condition.BoolExpr.args ?? []).flatMap(conjuncts);
  return [condition];
}

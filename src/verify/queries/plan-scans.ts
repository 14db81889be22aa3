/** How a plan reads a table. */
export interface Scan {
  /** `schema.name`. */
  readonly relation: string;
  /** `Seq Scan`, `Index Scan using orders_code`. */
  readonly words: string;
  readonly indexes: readonly string[];
  /** `whole`: from end to end; `index`: where an index leads, by a condition on it. */
  readonly way: 'whole' | 'index' | 'other';
}

interface PlanNode {
  readonly 'Node Type'?: string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The scans of a plan, from the text of EXPLAIN (FORMAT JSON, VERBOSE). */
export function scansOf(json: string): readonly Scan[] {
  return (JSON.parse(json) as readonly { readonly Plan?: PlanNode }[]).flatMap(({ Plan }) => (Plan === undefined ? [] : scansIn(Plan)));
}

function scansIn(node: PlanNode): readonly Scan[] {
  const { 'Node Type': type = '', 'Relation Name': relation, Schema: schema = '', Plans: plans = [] } = node;
  const below = plans.flatMap(scansIn);
  // What a statement changes is named by its own node, too.
  if (relation === undefined || !type.endsWith('Scan')) return below;
  const used = type === 'Bitmap Heap Scan' ? bitmapIndexes(plans) : node['Index Name'] === undefined ? [] : [node['Index Name']];
  const indexes = [...new Set(used)].toSorted();
  const words = indexes.length === 0 ? type : `${type} using ${indexes.join(', ')}`;
  const hasCondition = type === 'Bitmap Heap Scan' || node['Index Cond'] !== undefined;
  const way = type === 'Seq Scan' ? 'whole' : indexes.length > 0 && hasCondition ? 'index' : 'other';
  return [{ relation: `${schema}.${relation}`, words, indexes, way }, ...below];
}

function bitmapIndexes(nodes: readonly PlanNode[]): readonly string[] {
  return nodes.flatMap((node) => [...(node['Index Name'] === undefined ? [] : [node['Index Name']]), ...bitmapIndexes(node.Plans ?? [])]);
}

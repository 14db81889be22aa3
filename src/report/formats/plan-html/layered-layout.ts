/** A box to be placed; its layer is how far it is from what changes. */
export interface LayeredNode {
  readonly id: string;
  readonly layer: number;
  /** Below all others of its layer, whatever it is connected with. */
  readonly isLast?: boolean;
}

/** A line between two boxes, in the direction in which a change spreads. */
export interface LayeredEdge {
  readonly from: string;
  readonly to: string;
}

/** Sizes in pixels. */
export interface LayoutSizes {
  readonly width: number;
  readonly height: number;
  /** Between layers, and between boxes of one. */
  readonly layerGap: number;
  readonly gap: number;
}

/** Left upper corners of the boxes, and the size of all. */
export interface Layout {
  readonly at: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly width: number;
  readonly height: number;
}

const ROUNDS = 4;

/** Boxes in columns by layer, each as near as there is room to the middle of those that it is connected with (Sugiyama's method, for given layers). */
export function layeredLayout(nodes: readonly LayeredNode[], edges: readonly LayeredEdge[], sizes: LayoutSizes): Layout {
  const layers = groupByLayer(nodes);
  const neighbours = neighboursOf(edges);
  const step = sizes.height + sizes.gap;
  const y = new Map<string, number>();
  for (const layer of layers) for (const [index, { id }] of layer.entries()) y.set(id, index * step);
  for (let round = 0; round < ROUNDS; round++) {
    // To and fro, so that each layer gets to see both of its sides.
    const ordered = round % 2 === 0 ? layers : layers.toReversed();
    for (const layer of ordered) placeLayer(layer, neighbours, y, step);
  }
  const top = Math.min(0, ...y.values());
  const at = new Map<string, { readonly x: number; readonly y: number }>();
  for (const [column, layer] of layers.entries())
    for (const { id } of layer) at.set(id, { x: column * (sizes.width + sizes.layerGap), y: (y.get(id) ?? 0) - top });
  return {
    at,
    width: Math.max(0, layers.length * (sizes.width + sizes.layerGap) - sizes.layerGap),
    height: Math.max(0, ...[...at.values()].map((place) => place.y)) + sizes.height,
  };
}

function placeLayer(
  layer: readonly LayeredNode[],
  neighbours: ReadonlyMap<string, readonly string[]>,
  y: Map<string, number>,
  step: number,
): void {
  const wanted = new Map(
    layer.map(({ id, isLast }) => [id, isLast === true ? null : (middleOf(neighbours.get(id) ?? [], y) ?? y.get(id) ?? 0)]),
  );
  const rank = ({ id }: LayeredNode): number => wanted.get(id) ?? Number.MAX_SAFE_INTEGER;
  const ordered = layer.toSorted((left, right) => rank(left) - rank(right));
  const wishes = ordered.map(({ id }) => wanted.get(id) ?? null);
  const last = wishes.findLast((wish) => wish !== null) ?? 0;
  const places = spread(
    wishes.map((wish) => wish ?? last),
    step,
  );
  for (const [index, { id }] of ordered.entries()) y.set(id, places[index] ?? 0);
}

/** Places at least a step apart, in order, with the least squared distance to the wishes (isotonic regression by pooling adjacent violators). */
function spread(wishes: readonly number[], step: number): readonly number[] {
  const pools: { sum: number; count: number }[] = [];
  for (const [index, wish] of wishes.entries()) {
    let pool = { sum: wish - index * step, count: 1 };
    for (let before = pools.at(-1); before !== undefined && before.sum / before.count > pool.sum / pool.count; before = pools.at(-1)) {
      pool = { sum: before.sum + pool.sum, count: before.count + pool.count };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count)).map((place, index) => place + index * step);
}

function middleOf(ids: readonly string[], y: ReadonlyMap<string, number>): number | null {
  const places = ids.map((id) => y.get(id)).filter((place) => place !== undefined);
  return places.length === 0 ? null : places.reduce((sum, place) => sum + place, 0) / places.length;
}

function groupByLayer(nodes: readonly LayeredNode[]): readonly (readonly LayeredNode[])[] {
  const numbers = [...new Set(nodes.map(({ layer }) => layer))].toSorted((left, right) => left - right);
  return numbers.map((number) => nodes.filter(({ layer }) => layer === number));
}

function neighboursOf(edges: readonly LayeredEdge[]): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  const add = (id: string, other: string): void => {
    const list = neighbours.get(id) ?? [];
    list.push(other);
    neighbours.set(id, list);
  };
  for (const { from, to } of edges) {
    if (from === to) continue;
    add(from, to);
    add(to, from);
  }
  return neighbours;
}

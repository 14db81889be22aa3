import type { FingerprintObject } from '../../model/fingerprint.ts';

type Objects = ReadonlyMap<string, FingerprintObject>;

/** Keys of the columns that have changed places among those that both sides have: as few as explain the new order. */
export function movedColumns(before: Objects, after: Objects): ReadonlySet<string> {
  const places = new Map<string, { readonly key: string; readonly old: number; readonly young: number }[]>();
  for (const [key, object] of after) {
    const old = before.get(key)?.position ?? null;
    if (old === null || object.position === null || object.parent === null) continue;
    const columns = places.get(object.parent);
    const place = { key, old, young: object.position };
    if (columns === undefined) places.set(object.parent, [place]);
    else columns.push(place);
  }
  const moved = new Set<string>();
  for (const columns of places.values()) {
    const inOrder = columns.toSorted((a, b) => a.young - b.young);
    const kept = longestRising(inOrder.map(({ old }) => old));
    for (const [at, { key }] of inOrder.entries()) if (!kept.has(at)) moved.add(key);
  }
  return moved;
}

/** Indexes of a longest rising subsequence; among equally long ones the one that begins with the earliest: columns move to the end. */
function longestRising(values: readonly number[]): ReadonlySet<number> {
  // Length of the longest that begins at an index.
  const lengths = values.map(() => 1);
  for (let from = values.length - 2; from >= 0; from--) {
    for (let to = from + 1; to < values.length; to++) {
      if ((values[to] ?? 0) > (values[from] ?? 0)) lengths[from] = Math.max(lengths[from] ?? 1, (lengths[to] ?? 0) + 1);
    }
  }
  const kept = new Set<number>();
  let wanted = Math.max(0, ...lengths);
  let last = -Infinity;
  for (const [at, value] of values.entries()) {
    if (lengths[at] !== wanted || value <= last) continue;
    kept.add(at);
    last = value;
    wanted--;
  }
  return kept;
}

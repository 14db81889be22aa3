import type { Objects } from '../alter/alteration.ts';
import type { SchemaStep } from '../order.ts';

/** The steps with the columns that are added to a table in the order in which they stand there: each is added at its end. */
export function inPlaces(steps: readonly SchemaStep[], objects: Objects): readonly SchemaStep[] {
  const columns = steps.flatMap((step, index) => {
    const object = objects.get(step.key);
    return object?.kind === 'column' && object.position !== null ? [{ step, index, table: object.parent, position: object.position }] : [];
  });
  const ordered = [...steps];
  for (const ofTable of Map.groupBy(columns, ({ table }) => table).values()) {
    const sorted = ofTable.toSorted((a, b) => a.position - b.position);
    for (const [at, { index }] of ofTable.entries()) ordered[index] = sorted[at]?.step ?? (ordered[index] as SchemaStep);
  }
  return ordered;
}
